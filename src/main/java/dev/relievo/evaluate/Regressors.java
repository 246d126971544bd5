package dev.relievo.evaluate;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.FaceCrop;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.Stages;
import dev.relievo.stage.regress.RegressStage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The ways to coefficients that are compared, each under the name that its figures begin with:
 * {@value #FIT}, and {@value #NETWORK} where there is a network.
 */
public final class Regressors implements AutoCloseable {

  static final String FIT = "fit";
  static final String NETWORK = "coarse";

  private final MorphableModel model;
  private final Map<String, Stage<FaceCrop, CoarseFace>> stages = new LinkedHashMap<>();

  /**
   * What one way made of a face.
   *
   * @param face in the frame's camera
   * @param landmarkError as the stage reports it
   * @param photometricError as the stage reports it
   */
  record Answer(FaceParameters face, float landmarkError, float photometricError) {}

  /** Loads them; the network's answers are refined as the stages' options say. */
  public Regressors(Stages made) {
    model = made.model();
    stages.put(FIT, RegressStage.fit(model));
    if (made.hasNetwork()) {
      stages.put(NETWORK, made.network());
    }
  }

  /** The names. */
  List<String> names() {
    return List.copyOf(stages.keySet());
  }

  /** The stage whose speed counts: the network's, else the fit's. */
  Stage<FaceCrop, CoarseFace> fastest() {
    return stages.getOrDefault(NETWORK, stages.get(FIT));
  }

  /** What each makes of a face, by name; those that fail are absent. */
  Map<String, Answer> answers(FaceCrop crop) {
    Map<String, Answer> answers = new LinkedHashMap<>();
    stages.forEach(
        (name, stage) -> {
          if (stage.apply(List.of(crop)).get(0) instanceof Outcome.Done<CoarseFace> done) {
            CoarseFace coarse = done.outputs().get(0);
            answers.put(
                name,
                new Answer(
                    FaceRecords.fromRecord(model, coarse.getCoefficients()),
                    coarse.getLandmarkError(),
                    coarse.getPhotometricError()));
          }
        });
    return answers;
  }

  @Override
  public void close() {
    stages.values().forEach(Stage::close);
  }
}
