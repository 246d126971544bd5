package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.relievo.face.MorphableModel;
import dev.relievo.train.DifferentiableRenderer;
import dev.relievo.train.FaceBatch;
import dev.relievo.train.FaceGeometry;
import dev.relievo.train.FacePrediction;
import dev.relievo.train.FaceShapes;
import dev.relievo.train.PlacedFaces;
import dev.relievo.train.Rendering;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * All that coarse regression is trained for: the weighted sum of the losses, and each by name.
 *
 * <p>Native memory: everything that a call makes belongs to the prediction's or the batch's
 * manager, which the caller closes after the step. Not for use by several threads at once.
 */
public final class CoarseLosses implements AutoCloseable {

  /** Weight of brows and lips in the photometric loss: they move against the model's albedo. */
  private static final float FEATURES = 0.5f;

  /** Names of all terms, in order. */
  public static final List<String> TERMS =
      List.of(
          "photometric",
          "perceptual",
          "landmark",
          "landmark_depth",
          "contour",
          "prior.identity",
          "prior.corrective",
          "prior.expression",
          "prior.albedo",
          "expression_bounds",
          "truth.neutral",
          "truth.shape",
          "truth.projected",
          "truth.albedo",
          "truth.rotation",
          "truth.placement",
          "truth.light",
          "person",
          "mirror");

  private final LossWeights weights;
  private final FaceGeometry geometry;
  private final DifferentiableRenderer renderer;
  private final PhotometricLoss photometric;
  private final LandmarkLoss landmarks;
  private final Optional<PerceptualLoss> perceptual;
  private final ContourLoss contour;
  private final SupervisedLoss supervised;

  /**
   * Losses for faces of one model.
   *
   * @param manager its device is used; constants live until {@link #close()}
   */
  public CoarseLosses(MorphableModel model, LossWeights weights, NDManager manager) {
    this(model, weights, Optional.empty(), manager);
  }

  /**
   * Losses for faces of one model.
   *
   * @param perceptual belongs to the caller, who closes its network; required where its weight is
   *     not zero
   * @param manager its device is used; constants live until {@link #close()}
   */
  public CoarseLosses(
      MorphableModel model,
      LossWeights weights,
      Optional<PerceptualLoss> perceptual,
      NDManager manager) {
    if (weights.perceptual() > 0 && perceptual.isEmpty()) {
      throw new IllegalArgumentException(
          "the perceptual loss has a weight but no network: name its package, or set it to 0");
    }
    this.weights = weights;
    this.perceptual = perceptual;
    geometry = new FaceGeometry(model, manager);
    renderer = new DifferentiableRenderer(model, manager.getDevice());
    photometric = new PhotometricLoss(model, FEATURES, manager);
    landmarks = new LandmarkLoss(manager);
    contour = new ContourLoss(model, manager);
    supervised = new SupervisedLoss(manager);
  }

  /**
   * The losses of a batch.
   *
   * @param total the weighted sum, a number
   * @param terms each term's mean over the batch, a number before weighting, by name
   * @param faces the predicted faces before their cameras
   */
  public record Losses(NDArray total, Map<String, NDArray> terms, PlacedFaces faces) {

    /** The values of the terms, and of "total". */
    public Map<String, Float> values() {
      NDList all = new NDList(terms.values());
      all.add(total);
      float[] numbers = NDArrays.stack(all).toFloatArray();
      Map<String, Float> out = new LinkedHashMap<>();
      int i = 0;
      for (String name : terms.keySet()) {
        out.put(name, numbers[i++]);
      }
      out.put("total", numbers[i]);
      return out;
    }
  }

  /** Compares a prediction with its batch; differentiable inside a gradient collector. */
  public Losses of(FaceBatch batch, FacePrediction prediction) {
    return of(batch, prediction, weights);
  }

  /**
   * The same with other weights, for this batch alone.
   *
   * @param weights the perceptual one may be above 0 only where there is a network for it
   */
  public Losses of(FaceBatch batch, FacePrediction prediction, LossWeights weights) {
    Sum sum = new Sum();
    PlacedFaces faces = geometry.place(prediction, batch.cameras());
    addPicture(sum, weights, batch, prediction, faces);
    addPriors(sum, weights, prediction);
    addTruth(sum, weights, batch, prediction, faces);
    addConsistency(sum, weights, batch, faces);
    return new Losses(sum.total(), sum.terms, faces);
  }

  private void addPicture(
      Sum sum, LossWeights weights, FaceBatch batch, FacePrediction prediction, PlacedFaces faces) {
    int size = batch.size();
    if (weights.photometric() > 0 || weights.perceptual() > 0) {
      Rendering rendering = renderer.render(faces, prediction.illumination(), size);
      NDArray photos = batch.images();
      sum.add(
          "photometric",
          weights.photometric(),
          () -> photometric.ofFaces(rendering, photos, batch.visible()).mean());
      sum.add(
          "perceptual",
          weights.perceptual(),
          () -> perceptual.orElseThrow().ofFaces(renderer.over(rendering, photos), photos).mean());
    }
    // Where landmarks of renderings truly are is known, and the landmark network errs on them.
    NDArray photographs = batch.synthetic().mul(-1).add(1);
    NDArray seen = faces.landmarks(), found = batch.landmarks();
    sum.add(
        "landmark",
        weights.landmark(),
        () -> landmarks.ofFaces(seen, found, size).mul(photographs).mean());
    sum.add(
        "landmark_depth",
        weights.landmarkDepth(),
        () -> landmarks.depthOfFaces(seen, found, batch.cameras(), size).mul(photographs).mean());
    sum.add(
        "contour",
        weights.contour(),
        () -> contour.ofFaces(faces, found, batch.cameras(), size).mul(photographs).mean());
  }

  private static void addPriors(Sum sum, LossWeights weights, FacePrediction p) {
    sum.add(
        "prior.identity",
        weights.identityPrior(),
        () -> PriorLoss.ofCoefficients(p.identity()).mean());
    sum.add(
        "prior.corrective",
        weights.correctivePrior(),
        () -> PriorLoss.ofCoefficients(p.corrective()).mean());
    sum.add(
        "prior.expression",
        weights.expressionPrior(),
        () -> PriorLoss.ofCoefficients(p.expression()).mean());
    sum.add(
        "prior.albedo", weights.albedoPrior(), () -> PriorLoss.ofCoefficients(p.albedo()).mean());
    sum.add(
        "expression_bounds",
        weights.expressionBounds(),
        () -> PriorLoss.ofBounds(p.expression()).mean());
  }

  private void addTruth(
      Sum sum, LossWeights weights, FaceBatch batch, FacePrediction p, PlacedFaces faces) {
    FacePrediction truth = batch.truth();
    // Photographs have the fit as teacher; a rendering's truth is exact.
    NDArray photographs = batch.synthetic().mul(-1).add(1).mul(weights.teacher());
    NDArray trust = photographs.add(batch.synthetic()).mul(batch.teacher());
    FaceShapes known = geometry.shapes(truth);
    sum.add(
        "truth.neutral",
        weights.neutral(),
        () -> points(faces.neutral(), geometry.mirrored(known.neutral(), batch.mirrored()), trust));
    sum.add(
        "truth.shape",
        weights.shape(),
        () -> points(faces.shape(), geometry.mirrored(known.shape(), batch.mirrored()), trust));
    sum.add(
        "truth.projected",
        weights.projected(),
        () -> {
          NDArray shape = geometry.mirrored(known.shape(), batch.mirrored());
          NDArray there = geometry.project(shape, truth, batch.cameras());
          return SupervisedLoss.ofPlaces(faces.projected(), there, batch.size()).mul(trust).mean();
        });
    sum.add(
        "truth.albedo",
        weights.albedo(),
        () ->
            points(
                faces.albedo(), geometry.mirroredColours(known.albedo(), batch.mirrored()), trust));
    sum.add(
        "truth.rotation",
        weights.rotation(),
        () -> SupervisedLoss.ofRotations(p, truth).mul(trust).mean());
    sum.add(
        "truth.placement",
        weights.placement(),
        () -> SupervisedLoss.ofPlacement(p, truth).mul(trust).mean());
    sum.add("truth.light", weights.light(), () -> supervised.ofLight(p, truth).mul(trust).mean());
  }

  private static NDArray points(NDArray predicted, NDArray truth, NDArray trust) {
    return SupervisedLoss.ofPoints(predicted, truth).mul(trust).mean();
  }

  private void addConsistency(Sum sum, LossWeights weights, FaceBatch batch, PlacedFaces faces) {
    if (batch.persons().count() > 0) {
      sum.add(
          "person",
          weights.person(),
          () ->
              ConsistencyLoss.of(
                  geometry.mirrored(faces.neutral(), batch.mirrored()), batch.persons()));
    }
    if (batch.mirrorImages().count() > 0) {
      sum.add(
          "mirror",
          weights.mirror(),
          () ->
              ConsistencyLoss.of(
                  geometry.mirrored(faces.shape(), batch.mirrored()), batch.mirrorImages()));
    }
  }

  /** The shapes' and pictures' side of the losses, for whoever draws them. */
  public FaceGeometry geometry() {
    return geometry;
  }

  /** The renderer, for whoever draws pictures. */
  public DifferentiableRenderer renderer() {
    return renderer;
  }

  @Override
  public void close() {
    supervised.close();
    contour.close();
    landmarks.close();
    photometric.close();
    renderer.close();
    geometry.close();
  }

  private static final class Sum {

    private final Map<String, NDArray> terms = new LinkedHashMap<>();
    private NDArray total;

    void add(String name, float weight, Supplier<NDArray> term) {
      if (weight > 0) {
        NDArray value = term.get();
        terms.put(name, value);
        NDArray weighted = value.mul(weight);
        total = total == null ? weighted : total.add(weighted);
      }
    }

    NDArray total() {
      if (total == null) {
        throw new IllegalArgumentException("all weights are zero: there is nothing to learn");
      }
      return total;
    }
  }
}
