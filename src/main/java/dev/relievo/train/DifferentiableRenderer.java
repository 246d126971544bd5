package dev.relievo.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.relievo.face.MorphableModel;
import dev.relievo.nn.TorchFunction;
import dev.relievo.render.BatchRasterizer;
import dev.relievo.render.VisiblePixels;

/**
 * Renders batches of faces differentiably: the picture of {@code render.FaceRenderer.lit} on the
 * light level, with gradients to geometry, pose, albedo and light.
 *
 * <p>Which triangle a pixel shows is found by a z-buffer in Java and has no gradient. Everything
 * after is computed again from the projected vertices: vertices are lit (irradiance / pi of
 * second-order spherical harmonics times albedo), 1/z and colour/z are planes over the screen on
 * each triangle (Blinn, "Hyperbolic Interpolation", 1992), and their quotient at the pixel's centre
 * is its colour. Coverage itself has no gradient at the silhouette; the landmark and contour losses
 * hold the outline.
 *
 * <p>Not for use by several threads at once.
 */
public final class DifferentiableRenderer implements AutoCloseable {

  /**
   * Colours of vertices. The constants are those of {@code face.Illumination}. Irradiance below
   * zero is cut but for a hundredth, lest its gradient vanish.
   */
  private static final String LIGHT =
      """
      def forward(self, normals: Tensor, albedo: Tensor, light: Tensor) -> Tensor:
        x, y, z = normals[:, :, 0], normals[:, :, 1], normals[:, :, 2]
        BASIS
        irradiance = torch.bmm(basis, light.transpose(1, 2))
        return albedo * torch.leaky_relu(irradiance, 0.01)
      """;

  /**
   * Colours of pixels. Each visible triangle gets the planes a x + b y + c of its barycentric
   * coordinates, and by them of 1/z and colour/z, about its first corner, where single precision
   * suffices. Then linear light becomes sRGB (IEC 61966-2-1), but for a tenth not above 1.
   */
  private static final String INTERPOLATE =
      """
      def forward(self, projected: Tensor, colours: Tensor, corners: Tensor, slots: Tensor,
          centres: Tensor) -> Tensor:
        xy, depth = torch.split(projected, [2, 1], 2)
        inverse = depth.reciprocal()
        table = torch.cat([xy, inverse, colours * inverse], 2).reshape(-1, 6)
        corner = table.index_select(0, corners.reshape(-1)).reshape(-1, 3, 6)
        place, values = torch.split(corner, [2, 4], 2)
        origin = place.detach()[:, 0]
        x0, y0, x1, y1, x2, y2 = (place - origin.unsqueeze(1)).reshape(-1, 6).unbind(1)
        c = torch.stack([x1 * y2 - x2 * y1, x2 * y0 - x0 * y2, x0 * y1 - x1 * y0], 1)
        area = c.sum(1, True)
        a = torch.stack([y1 - y2, y2 - y0, y0 - y1], 1) / area
        b = torch.stack([x2 - x1, x0 - x2, x1 - x0], 1) / area
        planes = torch.bmm(torch.stack([a, b, c / area], 1), values).reshape(-1, 12)
        across, down, at = torch.split(planes.index_select(0, slots), [4, 4, 4], 1)
        x, y = (centres - origin.index_select(0, slots)).split(1, 1)
        sums = torch.addcmul(torch.addcmul(at, across, x), down, y)
        weight, light = torch.split(sums, [1, 3], 1)
        return self.encode(light / weight)
      def encode(self, linear: Tensor) -> Tensor:
        curve = 1.055 * torch.pow(torch.clamp_min(linear, 0.0031308), 0.41666667) - 0.055
        encoded = torch.where(linear > 0.0031308, curve, linear * 12.92)
        return torch.where(encoded > 1.0, 0.9 + 0.1 * encoded, encoded)
      """;

  /** Rows of pixels put into the photographs: N x 3 x S x S. */
  private static final String COMPOSITE =
      """
      def forward(self, colours: Tensor, pixels: Tensor, photos: Tensor) -> Tensor:
        shape = photos.shape
        rows = photos.permute(0, 2, 3, 1).reshape(-1, 3)
        rows = torch.index_copy(rows, 0, pixels, colours)
        return rows.reshape(shape[0], shape[2], shape[3], 3).permute(0, 3, 1, 2)
      """;

  private final int[] triangles;
  private final int vertexCount;
  private final BatchRasterizer rasterizer;
  private final TorchFunction light;
  private final TorchFunction interpolate;
  private final TorchFunction composite;

  /** A renderer of the model's light level on a device. */
  public DifferentiableRenderer(MorphableModel model, Device device) {
    triangles = model.lightTriangles();
    vertexCount = model.controlCount();
    rasterizer = new BatchRasterizer(triangles);
    light = TorchFunction.of("light", device, LIGHT.replace("  BASIS\n", ShadingText.basis(2, 2)));
    interpolate = TorchFunction.of("interpolate", device, INTERPOLATE);
    composite = TorchFunction.of("composite", device, COMPOSITE);
  }

  /**
   * What is seen: a constant, of which {@link #render} takes the triangle of each pixel.
   *
   * @param size side of the pictures, the crop's pixels
   */
  public VisiblePixels visible(PlacedFaces faces, int size) {
    int count = Math.toIntExact(faces.projected().getShape().get(0));
    return rasterizer.draw(faces.projected().toFloatArray(), count, size);
  }

  /**
   * Renders what is seen.
   *
   * @param illumination N x 3 x 9, in camera axes
   * @param size side of the pictures, the crop's pixels
   */
  public Rendering render(PlacedFaces faces, NDArray illumination, int size) {
    return render(faces, illumination, visible(faces, size), size);
  }

  /** Renders, with what is seen given: for derivatives, which hold visibility still. */
  Rendering render(PlacedFaces faces, NDArray illumination, VisiblePixels visible, int size) {
    NDManager manager = faces.projected().getManager();
    int pixels = visible.pixels().length, side = size * size;
    long[] face = new long[pixels];
    long[] triangle = new long[pixels];
    float[] centres = new float[2 * pixels];
    for (int i = 0; i < pixels; i++) {
      long p = visible.pixels()[i], within = p % side;
      face[i] = p / side;
      triangle[i] = visible.triangles()[(int) visible.slots()[i]] % (triangles.length / 3);
      centres[2 * i] = within % size + 0.5f;
      centres[2 * i + 1] = within / size + 0.5f;
    }
    NDArray lit = light.applyToOne(faces.normals(), faces.albedo(), illumination);
    NDArray colours =
        interpolate.applyToOne(
            faces.projected(),
            lit,
            manager.create(corners(visible.triangles())),
            manager.create(visible.slots()),
            manager.create(centres, new Shape(pixels, 2)));
    return new Rendering(
        colours,
        manager.create(visible.pixels()),
        manager.create(face),
        manager.create(triangle),
        Math.toIntExact(faces.projected().getShape().get(0)),
        size);
  }

  /** Rows of the visible triangles' corners among all faces' vertices. */
  private long[] corners(long[] visible) {
    int count = triangles.length / 3;
    long[] out = new long[3 * visible.length];
    for (int i = 0; i < visible.length; i++) {
      int triangle = (int) (visible[i] % count);
      long first = visible[i] / count * vertexCount;
      for (int k = 0; k < 3; k++) {
        out[3 * i + k] = first + triangles[3 * triangle + k];
      }
    }
    return out;
  }

  /**
   * The faces over photographs.
   *
   * @param photos N x 3 x S x S, sRGB, 0 to 1
   * @return the same shape, differentiable where a face is
   */
  public NDArray over(Rendering rendering, NDArray photos) {
    return composite.applyToOne(rendering.colours(), rendering.pixels(), photos);
  }

  @Override
  public void close() {
    light.close();
    interpolate.close();
    composite.close();
  }
}
