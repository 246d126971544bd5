package dev.relievo.model;

import dev.relievo.face.MorphableModel;
import dev.relievo.model.FaceObservations.Observation;
import dev.relievo.stage.regress.FaceFit;
import dev.relievo.stage.regress.FitSettings;
import dev.relievo.tensor.Safetensors;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A population's mean and covariance of identity from landmarks of many photographs, by expectation
 * maximisation: fits under the present prior with what they leave open, then the Gaussian of all of
 * them, again and again. What single photographs leave open, the depth of noses and chins above
 * all, faces seen from the side decide.
 */
final class IdentityLearning {

  /** Components of the first block. */
  static final int IDENTITIES = 80;

  /** Parts that are summed apart and in order: the same bits however many threads there are. */
  private static final int SLICES = 8;

  /** Pairs of a face and its mirror image that the prior's mean and covariance count as. */
  private static final double MEAN_COUNT = 5;

  private static final double COVARIANCE_COUNT = 30;

  /**
   * Deviation of the first model's coefficients to start from: what no landmark sees keeps it, and
   * the sliders' faces are more rugged than people.
   */
  private static final double DEVIATION = 0.6;

  /** Faces a round: where there are more, each round takes others. */
  private static final int FACES = 1000;

  /** Landmarks further than this from their fit, in distances between pupils, are no face's. */
  private static final float WORST = 0.035f;

  /**
   * What learning believes of landmarks: less than {@link FitSettings#defaults()} of their depth,
   * which is another model's mean face, and expressions that are free, for most people smile.
   */
  private static final FitSettings SETTINGS = new FitSettings(2.5, 0.1, 0.5, 1.0, 0.5, 5);

  private IdentityLearning() {}

  /**
   * Learns.
   *
   * @param file model to start from
   * @param rounds of expectation and maximisation
   * @param log told each round
   */
  static ShapeSpace learn(
      Safetensors file, List<Observation> faces, int rounds, Consumer<String> log) {
    ShapeSpace space = new ShapeSpace(file, DEVIATION);
    MorphableModel model = MorphableModel.of(space.model(IDENTITIES, 0, "learning"));
    for (int round = 1; round <= rounds; round++) {
      int stride = Math.max(1, faces.size() / FACES), first = round % stride;
      PopulationEstimate people = expect(model, faces, first, stride);
      if (people.people() < 2) {
        throw new IllegalArgumentException(
            "a population is learned from many faces, and " + people.people() + " could be fitted");
      }
      double[] before = deviations(people);
      space.learn(people, MEAN_COUNT, COVARIANCE_COUNT);
      log.accept(
          String.format(
              Locale.ROOT,
              "shape, round %d of %d: %d faces, mean moved by %.2f, coefficients deviated by %.2f",
              round,
              rounds,
              people.people(),
              Dense.norm(people.mean()),
              before[0]));
      model = MorphableModel.of(space.model(IDENTITIES, 0, model.id()));
    }
    return space;
  }

  private static double[] deviations(PopulationEstimate people) {
    double[][] covariance = people.covariance();
    double sum = 0;
    for (int k = 0; k < covariance.length; k++) {
      sum += covariance[k][k];
    }
    return new double[] {Math.sqrt(sum / covariance.length)};
  }

  private static PopulationEstimate expect(
      MorphableModel model, List<Observation> faces, int first, int stride) {
    List<Observation> some =
        IntStream.range(0, faces.size())
            .filter(i -> i % stride == first)
            .mapToObj(faces::get)
            .toList();
    int size = model.identityCount() + model.correctiveCount();
    List<PopulationEstimate> parts =
        IntStream.range(0, SLICES)
            .parallel()
            .mapToObj(slice -> expect(model, some, slice, new PopulationEstimate(size)))
            .toList();
    PopulationEstimate all = new PopulationEstimate(size);
    parts.forEach(all::add);
    return all;
  }

  private static PopulationEstimate expect(
      MorphableModel model, List<Observation> faces, int slice, PopulationEstimate into) {
    FaceFit fit = new FaceFit(model, SETTINGS);
    for (int i = slice; i < faces.size(); i += SLICES) {
      try {
        FaceFit.ShapePosterior found =
            fit.posterior(faces.get(i).landmarks(), faces.get(i).camera());
        if (found.landmarkError() <= WORST) {
          into.add(found.face(), found.covariance());
        }
      } catch (ArithmeticException e) {
        // These landmarks determine no face: nothing is learned from them.
      }
    }
    return into;
  }
}
