package dev.relievo.train.loss;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.Region;
import dev.relievo.nn.TorchFunction;
import dev.relievo.train.Rendering;

/**
 * Difference between rendering and photograph on visible skin: the mean over pixels of the RGB
 * difference's length (the l2,1 norm), sRGB in 0..1.
 *
 * <p>Pixels that the face cannot explain (glasses, hair, hands, cast shadows) are held back by the
 * weight of Geman and McClure's estimator, w = 1 / (1 + (r / c)^2)^2 (Black and Rangarajan, "On the
 * Unification of Line Processes, Outlier Rejection, and Robust Statistics", 1996), where c is twice
 * the picture's mean difference, at least {@value #LEAST_SCALE}. The weight is a constant to the
 * gradient: no pixel is made worse in order to be ignored.
 */
public final class PhotometricLoss implements AutoCloseable {

  /** Least scale of the robust weight, sRGB in 0..1: noise and JPEG are below. */
  private static final float LEAST_SCALE = 0.06f;

  private static final String LOSS =
      """
      def forward(self, colours: Tensor, pixels: Tensor, faces: Tensor, triangles: Tensor,
          photos: Tensor, visible: Tensor, trust: Tensor, least: Tensor) -> Tensor:
        shown = photos.permute(0, 2, 3, 1).reshape(-1, 3).index_select(0, pixels)
        difference = colours - shown
        length = torch.sqrt((difference * difference).sum(1) + 1e-6)
        weights = trust.index_select(0, triangles) * visible.reshape(-1).index_select(0, pixels)
        zero = torch.zeros_like(photos[:, 0, 0, 0])
        area = torch.index_add(zero, 0, faces, weights) + 1.0
        mean = torch.index_add(zero, 0, faces, weights * length.detach()) / area
        scale = torch.maximum(2.0 * mean, least).index_select(0, faces)
        ratio = length.detach() / scale
        robust = (1.0 + ratio * ratio).pow(-2)
        return torch.index_add(zero, 0, faces, weights * robust * length) / area
      """;

  private final NDManager manager;
  private final TorchFunction loss;
  private final NDArray trust;
  private final NDArray least;

  /**
   * A loss for faces of one model.
   *
   * @param featureWeight weight of brows and lips; skin has 1, eyes and mouth have 0
   * @param parent its device is used; constants live until {@link #close()}
   */
  public PhotometricLoss(MorphableModel model, float featureWeight, NDManager parent) {
    manager = parent.newSubManager();
    loss = TorchFunction.of("photometric loss", manager.getDevice(), LOSS);
    trust = manager.create(trust(model, featureWeight));
    least = manager.create(new float[] {LEAST_SCALE});
  }

  /** Weight of each triangle of the light level: the least of its corners'. */
  private static float[] trust(MorphableModel model, float featureWeight) {
    int[] corners = model.lightTriangles();
    float[] out = new float[corners.length / 3];
    for (int t = 0; t < out.length; t++) {
      out[t] = 1;
      for (int i = 3 * t; i < 3 * t + 3; i++) {
        out[t] = Math.min(out[t], trust(model.regions()[corners[i]], featureWeight));
      }
    }
    return out;
  }

  private static float trust(byte region, float featureWeight) {
    if (Region.EYES.in(region)) {
      return 0;
    }
    if (Region.BROWS.in(region) || Region.LIPS.in(region)) {
      return featureWeight;
    }
    return Region.SKIN.in(region) ? 1 : 0;
  }

  /**
   * The loss of each face.
   *
   * @param photos N x 3 x S x S, sRGB, 0 to 1
   * @param visible N x S x S, 1 where the face may be compared
   * @return N; 0 where nothing is seen
   */
  public NDArray ofFaces(Rendering rendering, NDArray photos, NDArray visible) {
    return loss.applyToOne(
        rendering.colours(),
        rendering.pixels(),
        rendering.faces(),
        rendering.triangles(),
        photos,
        visible,
        trust,
        least);
  }

  @Override
  public void close() {
    loss.close();
    manager.close();
  }
}
