package dev.relievo.model;

import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.model.FaceObservations.Observation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * What a face model learns from photographs: where the landmark network puts its points ({@link
 * LandmarkCorrection}), then mean and components of albedo ({@link StudioAlbedo}, {@link
 * AlbedoBasis}).
 */
public final class PhotoLearning {

  private static final int CORRECTION_ROUNDS = 3;

  private PhotoLearning() {}

  /**
   * Learns and writes the model.
   *
   * @param in a face model
   * @param faces faces of any photographs, for the landmarks
   * @param studio faces that were taken under one even light, for the albedo
   * @param components of albedo
   * @param out the model with its landmarks and albedo replaced; may be the same file
   * @param log told each step
   * @return share of the albedo's variance that its components explain
   */
  public static double learn(
      Path in,
      List<Observation> faces,
      List<Observation> studio,
      int components,
      Path out,
      Consumer<String> log)
      throws IOException {
    MorphableModel model = MorphableModel.load(in);
    for (int round = 1; round <= CORRECTION_ROUNDS; round++) {
      log.accept("landmarks, round " + round + " of " + CORRECTION_ROUNDS);
      LandmarkMap corrected = LandmarkCorrection.correct(model, faces);
      ModelFile.withLandmarks(
          round == 1 ? in : out, corrected, model.landmarks68(), model.id(), out);
      model = MorphableModel.load(out);
    }
    log.accept("albedo of " + studio.size() + " photographs under one light");
    AlbedoBasis albedo =
        AlbedoBasis.learn(model, new StudioAlbedo(model).separate(studio, n -> {}), components);
    ModelFile.withAlbedo(out, albedo.mean(), albedo.basis(), model.id(), out);
    return albedo.explained();
  }
}
