package dev.relievo.stage.regress;

import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.CoarseNetwork;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.SidePool;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One call of {@link CoarseNetwork} a batch. What it says in the crop's camera is brought to the
 * frame's, its light and albedo to the picture where that was asked for, and measured against the
 * landmarks and the picture as the fit is.
 */
final class NetworkMethod implements RegressMethod {

  /** Pixels of a decoded crop a pixel that the network sees, at least: the rest is resampled. */
  private static final double SHARPNESS = 1.5;

  /** Distances between the pupils by which landmarks may be off: beyond, it is no face. */
  private static final float WORST_LANDMARKS = 1;

  /** Deviations that a coefficient may be out: beyond, it is no face. */
  private static final float FARTHEST_COEFFICIENT = 30;

  private final String id;
  private final CoarseNetwork network;
  private final FaceVector layout;
  private final LandmarkRows landmarkRows;
  private final PoseFit poseFit;
  private final SidePool pool;
  private final ConcurrentLinkedQueue<SkinCheck> checks = new ConcurrentLinkedQueue<>();

  /**
   * The method of a network; closes it with itself.
   *
   * @param refinePose whether the pose is fitted to the landmarks, the predicted shape held
   * @param refineLight whether light and albedo are brought to the picture
   * @throws IllegalArgumentException where the network belongs to another face model
   */
  NetworkMethod(
      MorphableModel model,
      CoarseNetwork network,
      String id,
      boolean refinePose,
      boolean refineLight,
      SidePool pool) {
    layout = new FaceVector(model);
    if (!network.faceModel().equals(model.id()) || network.length() != layout.length()) {
      throw new IllegalArgumentException(
          "the network %s gives the %d numbers of the face model %s, but the face model here is %s, which has %d; train it for this model, or use relievo.regress.method=fit"
              .formatted(id, network.length(), network.faceModel(), model.id(), layout.length()));
    }
    this.id = id;
    this.network = network;
    this.pool = pool;
    landmarkRows = new LandmarkRows(model);
    poseFit = refinePose ? new PoseFit() : null;
    ControlSurface surface = new ControlSurface(model);
    ToneBalance tones = refineLight ? new ToneBalance(surface.skin()) : null;
    for (int i = 0; i < SidePool.THREADS; i++) {
      checks.add(new SkinCheck(surface, tones));
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public int leastSide() {
    return (int) (SHARPNESS * network.size());
  }

  @Override
  public List<Outcome<FaceFit.Fitted>> regress(List<FaceInput> faces) {
    List<CropCamera> cameras = faces.stream().map(FaceInput::cropCamera).toList();
    List<CoarseNetwork.View> views =
        pool.each(
            faces.size(),
            i -> {
              FaceInput face = faces.get(i);
              return new CoarseNetwork.View(
                  face.crop().image(),
                  face.crop().factor(),
                  face.landmarksInCrop(),
                  cameras.get(i));
            });
    List<float[]> vectors = network.regress(views);
    return pool.each(faces.size(), i -> answer(faces.get(i), cameras.get(i), vectors.get(i)));
  }

  private Outcome<FaceFit.Fitted> answer(FaceInput face, CropCamera camera, float[] vector) {
    if (!isPlausible(vector)) {
      return failed("the network gives no finite face for this crop and its landmarks");
    }
    FaceParameters found;
    try {
      found = camera.toFrame(layout.decode(vector, 0, camera));
    } catch (IllegalArgumentException e) {
      return failed("the network gives no pose for this crop: " + e.getMessage());
    }
    float[] points = landmarkRows.points(found);
    if (poseFit != null) {
      try {
        found = posed(found, face, points);
      } catch (ArithmeticException e) {
        return failed(e.getMessage());
      }
    }
    float error = LandmarkRows.error(points, found.pose(), face.camera(), face.landmarks());
    if (!(found.pose().z() > 0) || !(error < WORST_LANDMARKS)) {
      return failed(
          "the network's face lies %.2f distances between the pupils off the landmarks"
              .formatted(error));
    }
    return checked(found, error, face);
  }

  private Outcome<FaceFit.Fitted> checked(FaceParameters found, float error, FaceInput input) {
    SkinCheck check = checks.remove();
    try {
      SkinCheck.Checked checked = check.check(found, input);
      return Outcome.done(new FaceFit.Fitted(checked.face(), error, checked.error()));
    } catch (ArithmeticException e) {
      return failed(e.getMessage());
    } finally {
      checks.add(check);
    }
  }

  private FaceParameters posed(FaceParameters face, FaceInput input, float[] points) {
    return new FaceParameters(
        face.identity(),
        face.corrective(),
        face.expression(),
        face.albedo(),
        poseFit.fit(points, input.landmarks(), input.camera()),
        face.illumination());
  }

  private boolean isPlausible(float[] vector) {
    for (int i = 0; i < vector.length; i++) {
      float most = i < layout.rotation() ? FARTHEST_COEFFICIENT : Float.MAX_VALUE;
      if (!(Math.abs(vector[i]) <= most)) {
        return false;
      }
    }
    return true;
  }

  private static Outcome<FaceFit.Fitted> failed(String message) {
    return Outcome.failed(RejectReason.NOT_CONVERGED, message);
  }

  @Override
  public void warmUp(int maxBatch) {
    network.warmUp(maxBatch);
  }

  @Override
  public void close() {
    network.close();
  }
}
