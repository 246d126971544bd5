package dev.relievo.stage.regress;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.Illumination;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.RgbImage;
import dev.relievo.stage.FaceView;

/**
 * The reference way from landmarks and crop to a coarse face: {@link LandmarkFit} for pose,
 * identity and expression, then {@link PhotometricFit} for light and albedo. Not safe to share
 * between threads.
 */
public final class FaceFit {

  private final MorphableModel model;
  private final LandmarkFit landmarkFit;
  private final SkinSampler sampler;
  private final PhotometricFit photometricFit;
  private final FaceView view;

  /**
   * A fitted face.
   *
   * @param face coefficients, in the frame's camera
   * @param landmarkError mean distance in the image between the 468 landmarks and the model's,
   *     divided by the distance between the pupils
   * @param photometricError mean absolute difference on visible skin, sRGB in 0 to 1; NaN where too
   *     little skin was seen
   */
  public record Fitted(FaceParameters face, float landmarkError, float photometricError) {}

  /**
   * A fitted shape and how sure the fit is of it.
   *
   * @param face pose, identity and expression, with ambient light
   * @param covariance n x n over identity, then corrective coefficients, pose and expression
   *     integrated out (Laplace's approximation)
   * @param landmarkError as in {@link Fitted}
   */
  public record ShapePosterior(FaceParameters face, double[] covariance, float landmarkError) {}

  /** A fit of the given model with the default settings. */
  public FaceFit(MorphableModel model) {
    this(model, FitSettings.defaults());
  }

  /** A fit of the given model. */
  public FaceFit(MorphableModel model, FitSettings settings) {
    this.model = model;
    landmarkFit = new LandmarkFit(model, settings);
    SkinAlbedo skin = new SkinAlbedo(model, 1);
    sampler = new SkinSampler(skin);
    photometricFit = new PhotometricFit(skin);
    view = new FaceView(model);
  }

  /**
   * Fits a face.
   *
   * @param landmarks 468 x 3: x, y in pixels of the frame; z at the same scale
   * @param camera the frame's camera
   * @param cropToFrame crop pixels to frame pixels
   * @param crop the square crop
   * @throws ArithmeticException where the landmarks do not determine a face
   */
  public Fitted fit(
      float[] landmarks, Camera camera, SimilarityTransform cropToFrame, RgbImage crop) {
    FaceParameters geometry = geometry(landmarks, camera);
    view.place(geometry, camera, cropToFrame, crop.width());
    PhotometricFit.Result colour = photometricFit.fit(sampler.sample(view, crop));
    FaceParameters face =
        new FaceParameters(
            geometry.identity(),
            geometry.corrective(),
            geometry.expression(),
            colour.albedo(),
            geometry.pose(),
            colour.illumination());
    return new Fitted(face, landmarkError(face, camera, landmarks), colour.error());
  }

  /** The first half of a fit: pose, identity and expression, with ambient light. */
  public FaceParameters geometry(float[] landmarks, Camera camera) {
    return parameters(landmarkFit.fit(landmarks, camera));
  }

  private FaceParameters parameters(LandmarkFit.Result fit) {
    return new FaceParameters(
        fit.identity(),
        fit.corrective(),
        fit.expression(),
        new float[model.albedoCount()],
        fit.pose(),
        Illumination.ambient());
  }

  /**
   * The first half of a fit with what it leaves open: what a population is learned from.
   *
   * @param landmarks as for {@link #fit}
   * @param camera the frame's camera
   * @throws ArithmeticException where the landmarks do not determine a face
   */
  public ShapePosterior posterior(float[] landmarks, Camera camera) {
    LandmarkFit.Posterior posterior = landmarkFit.posterior(landmarks, camera);
    FaceParameters face = parameters(posterior.found());
    return new ShapePosterior(face, posterior.covariance(), landmarkError(face, camera, landmarks));
  }

  /** The model's 468 landmarks in the frame: 468 x 3, x and y in pixels, depth in mm. */
  public static float[] project(MorphableModel model, FaceParameters face, Camera camera) {
    float[] points = model.landmarks468().locate(model.triangles(), model.shape(face));
    face.pose().apply(points, points);
    camera.project(points, points);
    return points;
  }

  private float landmarkError(FaceParameters face, Camera camera, float[] landmarks) {
    float[] points = project(model, face, camera);
    double sum = 0;
    for (int i = 0; i < points.length; i += 3) {
      sum += Math.hypot(points[i] - landmarks[i], points[i + 1] - landmarks[i + 1]);
    }
    return (float) (sum / FaceLandmarks.COUNT / FaceLandmarks.interOcular(landmarks));
  }
}
