package dev.relievo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.LandmarkMap;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.TorchFunction;
import java.util.Arrays;

/**
 * The face model's light level on a device: from coefficients to vertices, pixels and normals,
 * batched and differentiable. Results belong to the manager of the prediction.
 */
public final class FaceGeometry implements AutoCloseable {

  /**
   * Camera-space points and their pixels. The batch of cameras is N x 3: focal length and principal
   * point.
   */
  private static final String PROJECT =
      """
      def forward(self, points: Tensor, rotation: Tensor, translation: Tensor,
          cameras: Tensor) -> Tuple[Tensor, Tensor]:
        placed = torch.baddbmm(translation.unsqueeze(1), points, rotation.transpose(1, 2))
        depth = placed[:, :, 2:3]
        focal = cameras[:, 0:1].unsqueeze(1)
        centre = cameras[:, 1:3].unsqueeze(1)
        return (placed, torch.cat([placed[:, :, 0:2] / depth * focal + centre, depth], 2))
      """;

  /**
   * Unit vertex normals as {@code render.Normals} defines them. Faces are the innermost dimension
   * here: a vertex of the whole batch is then one row for gather and sum, many times faster.
   */
  private static final String NORMALS =
      """
      def forward(self, vertices: Tensor, triangles: Tensor) -> Tensor:
        rows = vertices.permute(1, 2, 0).contiguous()
        a = rows.index_select(0, triangles[0])
        u = rows.index_select(0, triangles[1]) - a
        v = rows.index_select(0, triangles[2]) - a
        cross = torch.stack([
            u[:, 1] * v[:, 2] - u[:, 2] * v[:, 1],
            u[:, 2] * v[:, 0] - u[:, 0] * v[:, 2],
            u[:, 0] * v[:, 1] - u[:, 1] * v[:, 0]], 1)
        sums = torch.zeros_like(rows)
        sums = torch.index_add(sums, 0, triangles[0], cross)
        sums = torch.index_add(sums, 0, triangles[1], cross)
        sums = torch.index_add(sums, 0, triangles[2], cross)
        square = (sums * sums).sum(1, True)
        return (sums * torch.rsqrt(square + 1e-20)).permute(2, 0, 1)
      """;

  /** The mirror images of the faces that {@code which} names. */
  private static final String MIRRORED =
      """
      def forward(self, values: Tensor, which: Tensor, mirror: Tensor, signs: Tensor) -> Tensor:
        return torch.where(which > 0.5, values.index_select(1, mirror) * signs, values)
      """;

  private final NDManager manager;
  private final TorchFunction project;
  private final TorchFunction normals;
  private final TorchFunction mirrored;
  private final NDArray triangles;
  private final Basis vertices;
  private final Basis landmarks;
  private final NDArray albedoMean;
  private final NDArray albedoBasis;
  private final NDArray mirror;
  private final NDArray flip;
  private final NDArray keep;
  private final int count;

  /**
   * Copies the model to a device.
   *
   * @param parent its device is used; the bases live until {@link #close()}
   */
  public FaceGeometry(MorphableModel model, NDManager parent) {
    manager = parent.newSubManager();
    Device device = manager.getDevice();
    project = TorchFunction.of("project", device, PROJECT);
    normals = TorchFunction.of("normals", device, NORMALS);
    mirrored = TorchFunction.of("mirrored", device, MIRRORED);
    count = model.controlCount();
    triangles = corners(model.lightTriangles());
    LandmarkMap all = LightMesh.vertices(model);
    float[][] rows = model.restrict(all);
    vertices = new Basis(model, rows);
    landmarks = new Basis(model, model.restrict(model.landmarks468()));
    int colours = 3 * count, wide = 3 * model.vertexCount();
    float[] basis = new float[model.albedoCount() * colours];
    for (int k = 0; k < model.albedoCount(); k++) {
      System.arraycopy(model.albedoBasis(), k * wide, basis, k * colours, colours);
    }
    albedoMean = manager.create(Arrays.copyOf(model.albedoMean(), colours), new Shape(1, colours));
    albedoBasis = manager.create(basis, new Shape(model.albedoCount(), colours));
    mirror = manager.create(LightMesh.mirror(model, rows));
    flip = manager.create(new float[] {-1, 1, 1}, new Shape(1, 1, 3));
    keep = manager.ones(new Shape(1, 1, 3));
  }

  /** 3 x T: the first, second and third corners. */
  private NDArray corners(int[] of) {
    int t = of.length / 3;
    long[] out = new long[of.length];
    for (int i = 0; i < of.length; i++) {
      out[i % 3 * t + i / 3] = of[i];
    }
    return manager.create(out, new Shape(3, t));
  }

  /** Mean and components of points, as rows of x, y, z. */
  private final class Basis {

    private final NDArray mean;
    private final NDArray identity;
    private final NDArray corrective;
    private final NDArray expression;

    Basis(MorphableModel model, float[][] rows) {
      int i = 1 + model.identityCount(), c = i + model.correctiveCount();
      mean = matrix(rows, 0, 1);
      identity = matrix(rows, 1, i);
      corrective = matrix(rows, i, c);
      expression = matrix(rows, c, rows.length);
    }

    private NDArray matrix(float[][] rows, int from, int to) {
      int width = rows[0].length;
      float[] flat = new float[(to - from) * width];
      for (int r = from; r < to; r++) {
        System.arraycopy(rows[r], 0, flat, (r - from) * width, width);
      }
      return manager.create(flat, new Shape(to - from, width));
    }

    NDArray neutral(FacePrediction p) {
      NDArray sum = p.identity().matMul(identity).add(p.corrective().matMul(corrective));
      return sum.add(mean);
    }

    NDArray withExpression(NDArray neutral, FacePrediction p) {
      return neutral.add(p.expression().matMul(expression));
    }
  }

  /** V, the light level's vertices. */
  public int vertexCount() {
    return count;
  }

  /** Shapes and albedo in model space. */
  public FaceShapes shapes(FacePrediction p) {
    NDArray neutral = vertices.neutral(p);
    NDArray shape = vertices.withExpression(neutral, p);
    NDArray albedo = p.albedo().matMul(albedoBasis).add(albedoMean);
    return new FaceShapes(points(neutral), points(shape), points(albedo));
  }

  /**
   * Places faces before their cameras.
   *
   * @param cameras N x 3: focal length and principal point in pixels of the crop
   */
  public PlacedFaces place(FacePrediction p, NDArray cameras) {
    FaceShapes s = shapes(p);
    NDList placed = project.apply(s.shape(), p.rotation(), p.translation(), cameras);
    NDArray points = points(landmarks.withExpression(landmarks.neutral(p), p));
    NDArray seen = project.apply(points, p.rotation(), p.translation(), cameras).get(1);
    return new PlacedFaces(
        s.neutral(),
        s.shape(),
        s.albedo(),
        placed.get(1),
        normals.applyToOne(placed.get(0), triangles),
        seen);
  }

  /**
   * Where shapes are seen.
   *
   * @param shapes N x V x 3, mm, model space
   * @param p their poses
   * @param cameras N x 3: focal length and principal point in pixels of the crop
   * @return N x V x 3: x, y in pixels of the crop, depth in mm
   */
  public NDArray project(NDArray shapes, FacePrediction p, NDArray cameras) {
    return project.apply(shapes, p.rotation(), p.translation(), cameras).get(1);
  }

  private static NDArray points(NDArray rows) {
    return rows.reshape(rows.getShape().get(0), -1, 3);
  }

  /**
   * The mirror images of shapes, where asked for.
   *
   * @param shapes N x V x 3, model space
   * @param which N x 1 x 1, 1 where to mirror, 0 where not
   */
  public NDArray mirrored(NDArray shapes, NDArray which) {
    return mirrored.applyToOne(shapes, which, mirror, flip);
  }

  /**
   * The mirror images of colours, where asked for.
   *
   * @param colours N x V x 3
   * @param which N x 1 x 1, 1 where to mirror, 0 where not
   */
  public NDArray mirroredColours(NDArray colours, NDArray which) {
    return mirrored.applyToOne(colours, which, mirror, keep);
  }

  @Override
  public void close() {
    project.close();
    normals.close();
    mirrored.close();
    manager.close();
  }
}
