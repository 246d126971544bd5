package dev.relievo.nn;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/**
 * A face-recognition network, frozen, with gradients to the picture: 128 features that stay close
 * for one person and far for two. It is the 29-layer residual network (He et al., "Deep Residual
 * Learning for Image Recognition", 2016) of the face-api package; its weights are not shipped,
 * {@link dev.relievo.nn.convert.RecognitionWeights} reads them from the package.
 *
 * <p>Not for use by several threads at once.
 */
public final class RecognitionFeatures implements AutoCloseable {

  /** Features a face. */
  public static final int COUNT = 128;

  /** A residual block: input and output channels; where they differ, or at the end, it halves. */
  public record Block(String name, int inputs, int outputs, boolean halves) {}

  private static final String METHODS =
      """
      def conv(self, x: Tensor, w: Tensor, at: int, inputs: int, outputs: int, side: int,
          stride: int, padding: int) -> Tensor:
        end = at + outputs * inputs * side * side
        kernel = w[at:end].reshape(outputs, inputs, side, side)
        return torch.conv2d(x, kernel, w[end:end + outputs], [stride, stride], [padding, padding])
      def keep(self, x: Tensor, w: Tensor, at: int, channels: int) -> Tensor:
        y = torch.relu(self.conv(x, w, at, channels, channels, 3, 1, 1))
        second = at + channels * (channels * 9 + 1)
        return torch.relu(x + self.conv(y, w, second, channels, channels, 3, 1, 1))
      def halve(self, x: Tensor, w: Tensor, at: int, inputs: int, outputs: int) -> Tensor:
        y = torch.relu(self.conv(x, w, at, inputs, outputs, 3, 2, 0))
        y = self.conv(y, w, at + outputs * (inputs * 9 + 1), outputs, outputs, 3, 1, 1)
        short = torch.avg_pool2d(x, [2, 2])
        right, below = short.size(3) - y.size(3), short.size(2) - y.size(2)
        y = torch.constant_pad_nd(y, [0, right, 0, below])
        short = torch.constant_pad_nd(short, [0, 0, 0, 0, 0, outputs - inputs])
        return torch.relu(y + short)
      def forward(self, pictures: Tensor, w: Tensor, mean: Tensor) -> Tensor:
        x = torch.upsample_bilinear2d(pictures, [150, 150], False) - mean
        x = torch.relu(self.conv(x, w, 0, 3, 32, 7, 2, 0))
        x = torch.max_pool2d(x, [3, 3], [2, 2])
      """;

  private final NDManager manager;
  private final TorchFunction function;
  private final NDArray weights;
  private final NDArray mean;

  /**
   * Builds the network.
   *
   * @param weights the first convolution, each block's two, kernel (output, input, row, column)
   *     before bias, then the last matrix (256 x 128)
   * @param parent its device is used; the weights live until {@link #close()}
   */
  public RecognitionFeatures(float[] weights, NDManager parent) {
    if (weights.length != length()) {
      throw new IllegalArgumentException(
          "the face-recognition network takes " + length() + " weights, not " + weights.length);
    }
    manager = parent.newSubManager();
    function = TorchFunction.of("recognition features", manager.getDevice(), source());
    this.weights = manager.create(weights);
    // The package's means of red, green and blue, in 0..255.
    float[] means = {122.782f / 255, 117.001f / 255, 104.298f / 255};
    mean = manager.create(means).reshape(1, 3, 1, 1);
  }

  /** The residual blocks, in order. */
  public static Block[] blocks() {
    return new Block[] {
      new Block("conv32_1", 32, 32, false),
      new Block("conv32_2", 32, 32, false),
      new Block("conv32_3", 32, 32, false),
      new Block("conv64_down", 32, 64, true),
      new Block("conv64_1", 64, 64, false),
      new Block("conv64_2", 64, 64, false),
      new Block("conv64_3", 64, 64, false),
      new Block("conv128_down", 64, 128, true),
      new Block("conv128_1", 128, 128, false),
      new Block("conv128_2", 128, 128, false),
      new Block("conv256_down", 128, 256, true),
      new Block("conv256_1", 256, 256, false),
      new Block("conv256_2", 256, 256, false),
      new Block("conv256_down_out", 256, 256, true)
    };
  }

  private static int first() {
    return 32 * (3 * 49 + 1);
  }

  private static int length(Block b) {
    return b.outputs() * (b.inputs() * 9 + 1) + b.outputs() * (b.outputs() * 9 + 1);
  }

  private static int length() {
    int sum = first() + 256 * COUNT;
    for (Block b : blocks()) {
      sum += length(b);
    }
    return sum;
  }

  private static String source() {
    StringBuilder out = new StringBuilder(METHODS);
    int at = first();
    for (Block b : blocks()) {
      out.append(
          b.halves()
              ? "  x = self.halve(x, w, %d, %d, %d)\n".formatted(at, b.inputs(), b.outputs())
              : "  x = self.keep(x, w, %d, %d)\n".formatted(at, b.inputs()));
      at += length(b);
    }
    out.append("  last = w[%d:].reshape(256, %d)\n".formatted(at, COUNT));
    return out.append("  return torch.matmul(x.mean([2, 3]), last)\n").toString();
  }

  /**
   * Features of faces.
   *
   * @param pictures N x 3 x S x S, sRGB, 0 to 1, the face in the middle; brought to 150 pixels
   * @return N x {@value #COUNT}; two pictures of one person differ by less than about 0.5
   */
  public NDArray of(NDArray pictures) {
    return function.applyToOne(pictures, weights, mean);
  }

  @Override
  public void close() {
    function.close();
    manager.close();
  }
}
