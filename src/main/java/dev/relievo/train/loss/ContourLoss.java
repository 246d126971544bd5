package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.nn.TorchFunction;
import dev.relievo.train.PlacedFaces;
import java.util.stream.IntStream;

/**
 * Distance between the face's oval, as the landmark network found it, and the model's visible
 * silhouette, across the oval and in per cent of the crop's side; penalised as in {@link
 * LandmarkLoss}.
 *
 * <p>The network puts the oval on the silhouette, wherever on the cheek that runs. So each of its
 * points is matched with the nearest vertex whose normal is square to the ray (in Java, from values
 * without gradient), and the distance to that vertex is differentiable. A point that finds no
 * silhouette near is left out.
 */
public final class ContourLoss implements AutoCloseable {

  /** Cosine between normal and ray within which a vertex counts as silhouette. */
  private static final float GRAZING = 0.2f;

  /** Farther than this share of the crop's side, a match is chance. */
  private static final float REACH = 0.1f;

  private static final String DISTANCE =
      """
      def forward(self, projected: Tensor, rows: Tensor, targets: Tensor, across: Tensor,
          weights: Tensor) -> Tensor:
        points = projected.reshape(-1, 3).index_select(0, rows)[:, 0:2].reshape_as(targets)
        distance = ((points - targets) * across).sum(2)
        return ((torch.sqrt(1.0 + distance * distance) - 1.0) * weights).mean(1)
      """;

  private final TorchFunction distance;
  private final int[] candidates;

  /** A loss for faces of one model. */
  public ContourLoss(MorphableModel model, NDManager manager) {
    distance = TorchFunction.of("contour", manager.getDevice(), DISTANCE);
    int features = Region.EYES.bit() | Region.LIPS.bit() | Region.NOSE.bit();
    candidates =
        IntStream.range(0, model.controlCount())
            .filter(v -> Region.SKIN.in(model.regions()[v]))
            .filter(v -> (model.regions()[v] & features) == 0)
            .toArray();
  }

  /**
   * The distance of each face.
   *
   * @param landmarks N x 468 x 3, pixels of the crop
   * @param cameras N x 3: focal length and principal point in pixels of the crop
   * @param size side of the crop in the same pixels
   * @return N
   */
  public NDArray ofFaces(PlacedFaces faces, NDArray landmarks, NDArray cameras, int size) {
    Matches m = match(faces, landmarks.toFloatArray(), cameras.toFloatArray(), size);
    NDManager manager = faces.projected().getManager();
    Shape points = new Shape(m.count, FaceLandmarks.OVAL.length, 2);
    return distance.applyToOne(
        faces.projected(),
        manager.create(m.rows),
        manager.create(m.targets, points),
        manager.create(m.across, points),
        manager.create(m.weights, new Shape(m.count, FaceLandmarks.OVAL.length)));
  }

  private Matches match(PlacedFaces faces, float[] landmarks, float[] cameras, int size) {
    float[] projected = faces.projected().toFloatArray();
    float[] normals = faces.normals().toFloatArray();
    Matches out = new Matches(cameras.length / 3);
    int length = projected.length / out.count;
    for (int n = 0; n < out.count; n++) {
      int[] silhouette = silhouette(projected, normals, n * length, cameras, 3 * n);
      for (int k = 0; k < FaceLandmarks.OVAL.length; k++) {
        match(out, n, k, landmarks, projected, silhouette, size);
      }
    }
    return out;
  }

  /** Coordinates of the vertices whose normals are square to their rays, as places of their x. */
  private int[] silhouette(
      float[] projected, float[] normals, int first, float[] cameras, int camera) {
    float f = cameras[camera], cx = cameras[camera + 1], cy = cameras[camera + 2];
    return IntStream.of(candidates)
        .map(v -> first + 3 * v)
        .filter(
            i -> {
              float x = (projected[i] - cx) / f, y = (projected[i + 1] - cy) / f;
              double dot = x * normals[i] + y * normals[i + 1] + normals[i + 2];
              return Math.abs(dot) < GRAZING * Math.sqrt(x * x + y * y + 1);
            })
        .toArray();
  }

  private static void match(
      Matches out,
      int face,
      int point,
      float[] landmarks,
      float[] projected,
      int[] silhouette,
      int size) {
    int[] oval = FaceLandmarks.OVAL;
    int first = 3 * face * FaceLandmarks.COUNT, count = oval.length;
    int at = first + 3 * oval[point];
    int before = first + 3 * oval[(point + count - 1) % count];
    int after = first + 3 * oval[(point + 1) % count];
    double nx = landmarks[after + 1] - landmarks[before + 1];
    double ny = landmarks[before] - landmarks[after];
    double norm = Math.hypot(nx, ny);
    int nearest = nearest(projected, silhouette, landmarks[at], landmarks[at + 1], REACH * size);
    if (nearest >= 0 && norm > 0) {
      out.set(face * count + point, nearest, landmarks, at, nx / norm, ny / norm, 100.0 / size);
    }
  }

  private static int nearest(float[] projected, int[] silhouette, float x, float y, double reach) {
    int best = -1;
    double least = reach * reach;
    for (int i : silhouette) {
      double dx = projected[i] - x, dy = projected[i + 1] - y, d = dx * dx + dy * dy;
      if (d < least) {
        least = d;
        best = i;
      }
    }
    return best;
  }

  /** Matched vertices of all faces; those of weight 0 stand for none. */
  private static final class Matches {

    private final int count;
    private final long[] rows;
    private final float[] targets;
    private final float[] across;
    private final float[] weights;

    Matches(int count) {
      this.count = count;
      int points = count * FaceLandmarks.OVAL.length;
      rows = new long[points];
      targets = new float[2 * points];
      across = new float[2 * points];
      weights = new float[points];
    }

    void set(int i, int vertex, float[] landmarks, int at, double nx, double ny, double unit) {
      rows[i] = vertex / 3;
      targets[2 * i] = landmarks[at];
      targets[2 * i + 1] = landmarks[at + 1];
      across[2 * i] = (float) (nx * unit);
      across[2 * i + 1] = (float) (ny * unit);
      weights[i] = 1;
    }
  }

  @Override
  public void close() {
    distance.close();
  }
}
