package dev.relievo.train;

import dev.relievo.face.FaceLandmarks;
import dev.relievo.nn.LandmarkInput;
import dev.relievo.nn.Layer;
import dev.relievo.nn.NetworkGraph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The coarse network: a small convolutional trunk of inverted residuals (Sandler et al.,
 * "MobileNetV2", 2018) over the crop, whose last map is weighed place by place (a depthwise
 * convolution as large as the map: Chen et al., "MobileFaceNets", 2018), and two dense layers over
 * the landmarks; both meet in a dense layer, and one more makes the coefficients.
 *
 * <p>The two early stages are plain convolutions: at 56 and 28 pixels a side an inverted residual
 * moves more memory than it saves arithmetic.
 *
 * @param graph layers in order
 * @param weights shape of every weight, in order: a convolution's {@code name.weight}, then its
 *     {@code name.bias}
 * @param normalised convolutions that train with batch normalisation in place of a bias
 */
record CoarseArchitecture(NetworkGraph graph, Map<String, int[]> weights, Set<String> normalised)
    implements Architecture {

  /** Side of the network's picture, pixels. */
  static final int SIZE = 112;

  /** The last layer; makes the coefficients. */
  static final String LAST = "coefficients";

  /** The first layer over the landmarks. */
  static final String FIRST_OF_LANDMARKS = "landmarks1";

  private static final int TRUNK = 384;
  private static final int LANDMARKS = 256;
  private static final int JOINT = 512;

  /**
   * The architecture for a vector of coefficients.
   *
   * @param outputs length of the vector
   * @param place index of u in it; v and the logarithm of the scale follow
   */
  static CoarseArchitecture of(int outputs, int place) {
    return new Builder().build(outputs, place);
  }

  @Override
  public boolean dense(String layer) {
    return !normalised.contains(layer);
  }

  /** The last layer starts near zero, at the mean face. */
  @Override
  public double start(String layer) {
    return layer.equals(LAST) ? 0.05 : 1;
  }

  private static final class Builder {
    private final List<Layer> layers = new ArrayList<>();
    private final Map<String, int[]> weights = new LinkedHashMap<>();
    private final Set<String> normalised = new LinkedHashSet<>();

    CoarseArchitecture build(int outputs, int place) {
      String x = normalised("stem1", NetworkGraph.INPUT, 3, 16, 3, 2, true);
      x = normalised("stem2", x, 16, 32, 3, 2, true);
      x = residual("a1", x, 32, 96, 32, 1);
      x = residual("b1", x, 32, 128, 48, 2);
      x = residual("b2", x, 48, 144, 48, 1);
      x = residual("b3", x, 48, 144, 48, 1);
      x = residual("c1", x, 48, 192, 96, 2);
      x = residual("c2", x, 96, 288, 96, 1);
      x = residual("c3", x, 96, 288, 96, 1);
      x = residual("d1", x, 96, 384, 128, 2);
      x = residual("d2", x, 128, 512, 128, 1);
      x = normalised("widen", x, 128, TRUNK, 1, 1, true);
      x = depthwise("pool", x, TRUNK, 4, 1, 0, false);
      LandmarkInput landmarks = new LandmarkInput(FaceLandmarks.COUNT, place);
      String y = dense(FIRST_OF_LANDMARKS, NetworkGraph.LANDMARKS, landmarks.features(), 512, true);
      y = dense("landmarks2", y, 512, LANDMARKS, true);
      layers.add(new Layer.Concat("both", List.of(x, y)));
      x = dense("joint", "both", TRUNK + LANDMARKS, JOINT, true);
      x = dense(LAST, x, JOINT, outputs, false);
      NetworkGraph.Output all = new NetworkGraph.Output(List.of(x), outputs);
      return new CoarseArchitecture(
          new NetworkGraph(SIZE, List.copyOf(layers), List.of(all), landmarks),
          weights,
          normalised);
    }

    /** Widen, filter, narrow; added to the input where it can be. */
    private String residual(String name, String from, int in, int wide, int out, int stride) {
      String x = normalised(name + "_widen", from, in, wide, 1, 1, true);
      x = depthwise(name + "_filter", x, wide, 3, stride, 1, true);
      x = normalised(name + "_narrow", x, wide, out, 1, 1, false);
      if (stride != 1 || in != out) {
        return x;
      }
      layers.add(new Layer.Add(name, from, x, false));
      return name;
    }

    private String normalised(
        String name, String from, int in, int out, int kernel, int stride, boolean relu) {
      return convolution(name, from, new int[] {out, in, kernel, kernel}, stride, kernel / 2, relu);
    }

    private String depthwise(
        String name, String from, int width, int kernel, int stride, int padding, boolean relu) {
      return convolution(name, from, new int[] {width, 1, kernel, kernel}, stride, padding, relu);
    }

    private String convolution(
        String name, String from, int[] shape, int stride, int padding, boolean relu) {
      normalised.add(name);
      int groups = shape[1] == 1 ? shape[0] : 1;
      int[] around = {padding, padding};
      layers.add(new Layer.Conv(name, from, stride, around, groups, relu));
      declare(name, shape);
      return name;
    }

    private String dense(String name, String from, int in, int out, boolean relu) {
      layers.add(new Layer.Conv(name, from, 1, new int[] {0, 0}, 1, relu));
      declare(name, new int[] {out, in, 1, 1});
      return name;
    }

    private void declare(String name, int[] shape) {
      weights.put(name + ".weight", shape);
      weights.put(name + ".bias", new int[] {shape[0]});
    }
  }
}
