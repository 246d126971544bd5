package dev.relievo.train.detail;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import dev.relievo.nn.TorchFunction;
import dev.relievo.render.SplineSlope;
import dev.relievo.stage.displace.ReliefFade;
import dev.relievo.stage.displace.ReliefTrust;
import dev.relievo.train.ShadingText;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The losses of stage two, over the chart.
 *
 * <p>The displaced surface is rendered texel by texel: with d the relief in mm, its differences d_u
 * and d_v in mm a texel, and a_u, a_v the duals of the coarse surface, the normal is {@code n - d_u
 * a_u - d_v a_v} made unit, and the colour albedo times irradiance of second-order spherical
 * harmonics at it, encoded as sRGB. Every texel is compared with the pixel that the unwrapping read
 * for it: the same comparison as in the picture, without resampling what is compared.
 *
 * <p>Coarse albedo and light are not exact, and their errors are no relief. So photograph and
 * rendering are first brought to the same colour on average around each texel: the rendering is
 * multiplied by the ratio of both, channel by channel, smoothed over {@value #LOW_PASS} texels, a
 * residual albedo that is as smooth as relief is not. What is left is taken by the l2,1 norm, each
 * texel weighed down where it is no shading: where it differs by far more than the face does (Geman
 * and McClure), and where the ratio differs between the channels, as it does on moles, freckles and
 * lips but not in a wrinkle.
 *
 * <p>Renderings are compared by their normals, in radians, and their depth, by absolute error
 * beyond a degree and a hundredth of a millimetre: where it is more likely that there is no relief,
 * the network is to answer with none. Skin with relief is rare, so it weighs up to two and a half
 * times as much.
 *
 * <p>Not for use by several threads at once.
 */
public final class DetailLosses implements AutoCloseable {

  /**
   * Deviation of the Gaussian that parts relief from what the coarse model holds, texels at 256.
   */
  public static final float LOW_PASS = 5;

  /** Names of the terms, in the order of {@link DetailWeights}. */
  public static final List<String> TERMS =
      List.of(
          "photometric",
          "truth",
          "depth",
          "uncertainty",
          "smoothness",
          "normal_smoothness",
          "size",
          "normal",
          "low",
          "symmetry");

  /** Names of what {@link #judge} gives a face. */
  public static final List<String> FIGURES =
      List.of(
          "photometric.coarse",
          "photometric.detailed",
          "photometric.flipped",
          "normal.coarse",
          "normal.detailed",
          "sign.right",
          "sign.all",
          "relief");

  private static final String COMMON =
      """
      def differences(self, d: Tensor) -> Tuple[Tensor, Tensor]:
        x = torch.constant_pad_nd(d, [REACH, REACH, 0, 0], 0.0)
        y = torch.constant_pad_nd(d, [0, 0, REACH, REACH], 0.0)
        return (ACROSS, DOWN)
      def turn(self, d: Tensor, surface: Tensor) -> Tensor:
        du, dv = self.differences(d)
        return du * surface[:, 3:6] + dv * surface[:, 6:9]
      def encode(self, linear: Tensor) -> Tensor:
        x = torch.clamp_min(linear, 0.004)
        y = 1.055 * torch.pow(x, 0.41666667) - 0.055
        return torch.where(y > 1.0, 0.9 + 0.1 * y, y)
      def linear(self, encoded: Tensor) -> Tensor:
        return torch.pow((torch.clamp_min(encoded, 0.04) + 0.055) / 1.055, 2.4)
      def lit(self, turned: Tensor, surface: Tensor, light: Tensor) -> Tensor:
        n = surface[:, 0:3] - turned
        n = n * torch.rsqrt((n * n).sum(1, True) + 1e-12)
        x, y, z = n[:, 0], n[:, 1], n[:, 2]
        BASIS
        shape = x.shape
        e = torch.bmm(light, basis.reshape(shape[0], 9, -1)).reshape(shape[0], 3, shape[1], shape[2])
        return torch.clamp_min(surface[:, 9:12], 0.004) * torch.leaky_relu(e, 0.01)
      def smooth(self, x: Tensor, kernel: Tensor) -> Tensor:
        shape = x.shape
        y = torch.avg_pool2d(x.reshape(-1, 1, shape[2], shape[3]), [4, 4])
        r = kernel.shape[0] // 2
        y = torch.conv2d(y, kernel.reshape(1, 1, 1, -1), None, [1, 1], [0, r])
        y = torch.conv2d(y, kernel.reshape(1, 1, -1, 1), None, [1, 1], [r, 0])
        y = torch.upsample_bilinear2d(y, [shape[2], shape[3]], False)
        return y.reshape(shape)
      def level(self, x: Tensor, weight: Tensor, kernel: Tensor) -> Tensor:
        return self.smooth(x * weight, kernel) / torch.clamp_min(self.smooth(weight, kernel), 1e-3)
      def relief(self, maps: Tensor, visible: Tensor, mask: Tensor) -> Tensor:
        t = torch.clamp((visible - HIDDEN) / (SEEN - HIDDEN), 0.0, 1.0)
        return BOUND * maps[:, 0:1] * mask * t * t * (t * -2.0 + 3.0)
      def mean(self, x: Tensor, weight: Tensor) -> Tensor:
        return (x * weight).sum([1, 2, 3]) / torch.clamp_min(weight.sum([1, 2, 3]), 1.0)
      def gain(self, photos: Tensor, coarse: Tensor, skin: Tensor, kernel: Tensor) -> Tuple[Tensor, Tensor]:
        ratio = torch.log(self.linear(photos) / torch.clamp_min(coarse, 0.004))
        level = self.level(ratio, skin.expand_as(ratio), kernel)
        rest = ratio - level
        chroma = rest.amax(1, True) - rest.amin(1, True)
        return (torch.exp(level), torch.reciprocal((chroma / 0.08) ** 2 + 1.0))
      def error(self, rendered: Tensor, photos: Tensor) -> Tensor:
        e = self.encode(rendered) - photos
        return torch.sqrt((e * e).sum(1, True) + 1e-6)
      """;

  /** Of photographs. */
  private static final String PHOTOMETRIC =
      """
      def forward(self, maps: Tensor, inputs: Tensor, surface: Tensor, photos: Tensor,
          light: Tensor, mask: Tensor, kernel: Tensor) -> Tensor:
        visible = inputs[:, 6:7]
        skin = visible * mask
        turned = self.turn(self.relief(maps, visible, mask), surface)
        coarse = self.lit(torch.zeros_like(turned), surface, light)
        gain, plain = self.gain(photos, coarse, skin, kernel)
        before = self.error(coarse * gain, photos)
        scale = torch.clamp_min(2.0 * self.mean(before, skin), 0.04).reshape(-1, 1, 1, 1)
        trust = skin * plain / ((before / scale) ** 2 + 1.0) ** 2
        after = self.error(self.lit(turned, surface, light) * gain, photos)
        return self.mean(after, trust).mean().reshape(1)
      """;

  /** Of renderings. */
  private static final String TRUTH =
      """
      def forward(self, maps: Tensor, inputs: Tensor, surface: Tensor, truth: Tensor,
          mask: Tensor, kernel: Tensor, zones: Tensor) -> Tensor:
        visible = inputs[:, 6:7]
        seen = (visible > 0.05).type_as(inputs)
        skin = visible * mask
        d = self.relief(maps, visible, mask)
        aim = truth - self.level(truth, seen, kernel) * seen
        off = self.turn((d - aim) * seen, surface)
        square = (off * off).sum(1, True)
        du, dv = self.differences(aim * seen)
        there = du * surface[:, 3:6] + dv * surface[:, 6:9]
        shaded = torch.abs(du * inputs[:, 7:8] + dv * inputs[:, 8:9])
        weight = skin * (torch.clamp_max(torch.sqrt((there * there).sum(1, True)), 0.3) * 3.0
            + torch.clamp_max(shaded, 0.03) * zones[2] + 1.0)
        away = (d - aim) * seen
        expected = torch.log(torch.sqrt(square).detach() + 0.01)
        return torch.stack([
            self.mean(torch.sqrt(square + 0.00001) - 0.00316, weight).mean(),
            self.mean(torch.sqrt(away * away + 0.00001) - 0.00316, weight).mean(),
            self.mean(torch.smooth_l1_loss(maps[:, 1:2], expected, 0), skin).mean()])
      """;

  /** Of relief as such. */
  private static final String PRIORS =
      """
      def forward(self, maps: Tensor, inputs: Tensor, surface: Tensor, mask: Tensor,
          kernel: Tensor, zones: Tensor) -> Tensor:
        visible = inputs[:, 6:7]
        d = self.relief(maps, visible, mask)
        turned = self.turn(d, surface)
        dxx = d[:, :, 1:-1, 2:] - 2.0 * d[:, :, 1:-1, 1:-1] + d[:, :, 1:-1, :-2]
        dyy = d[:, :, 2:, 1:-1] - 2.0 * d[:, :, 1:-1, 1:-1] + d[:, :, :-2, 1:-1]
        bent = torch.relu(torch.abs(dxx) - zones[0]) + torch.relu(torch.abs(dyy) - zones[0])
        jump = torch.abs(turned[:, :, :, 1:] - turned[:, :, :, :-1]).sum(1)
        fall = torch.abs(turned[:, :, 1:] - turned[:, :, :-1]).sum(1)
        rough = torch.relu(jump - zones[1]).mean() + torch.relu(fall - zones[1]).mean()
        raw = maps[:, 0:1] * mask * BOUND
        there = (torch.flip(visible, [3]) > 0.6).type_as(inputs)
        hidden = (visible < 0.2).type_as(inputs) * there * mask
        mirror = torch.flip(d, [3]).detach()
        symmetry = (torch.abs(raw - mirror) * hidden).sum() / torch.clamp_min(hidden.sum(), 1.0)
        return torch.stack([
            bent.mean(),
            rough,
            torch.abs(d).mean(),
            (turned * turned).sum(1).mean(),
            torch.abs(self.smooth(d, kernel)).mean(),
            symmetry])
      """;

  private static final String JUDGE =
      """
      def around(self, x: Tensor) -> Tensor:
        x = torch.cat([x[:, :, :1], x, x[:, :, -1:]], 2)
        x = (x[:, :, :-2] + 2.0 * x[:, :, 1:-1] + x[:, :, 2:]) / 4.0
        x = torch.cat([x[:, :, :, :1], x, x[:, :, :, -1:]], 3)
        return (x[:, :, :, :-2] + 2.0 * x[:, :, :, 1:-1] + x[:, :, :, 2:]) / 4.0
      def trust(self, d: Tensor, errors: Tensor) -> Tensor:
        size = d.shape[3]
        cell = size // CELLS
        across = torch.constant_pad_nd(d[:, :, :, 1:] - d[:, :, :, :-1], [0, 1], 0.0)
        down = torch.constant_pad_nd(d[:, :, 1:] - d[:, :, :-1], [0, 0, 0, 1], 0.0)
        found = torch.avg_pool2d(across * across + down * down, [cell, cell])
        found = self.around(found) * (SLOPE * size) ** 2
        expected = torch.avg_pool2d(torch.clamp(errors, LEAST, MOST), [cell, cell])
        expected = torch.exp(2.0 * self.around(expected))
        kept = KEPT + (1.0 - KEPT) * found / (found + EVEN * expected + 1e-12)
        return torch.upsample_bilinear2d(kept, [size, size], False)
      def forward(self, maps: Tensor, inputs: Tensor, surface: Tensor, photos: Tensor,
          light: Tensor, truth: Tensor, mask: Tensor, kernel: Tensor) -> Tensor:
        visible = inputs[:, 6:7]
        seen = (visible > 0.05).type_as(inputs)
        skin = visible * mask
        d = self.relief(maps, visible, mask)
        d = d * d * d / (d * d + FAINT * FAINT) * self.trust(d, maps[:, 1:2])
        turned = self.turn(d, surface)
        coarse = self.lit(torch.zeros_like(turned), surface, light)
        gain, plain = self.gain(photos, coarse, skin, kernel)
        before = self.error(coarse * gain, photos)
        after = self.error(self.lit(turned, surface, light) * gain, photos)
        flipped = self.error(self.lit(-turned, surface, light) * gain, photos)
        aim = truth - self.level(truth, seen, kernel) * seen
        there = self.turn(aim * seen, surface)
        off = self.turn((d - aim) * seen, surface)
        deep = (aim < -0.1).type_as(inputs) * skin
        return torch.stack([
            self.mean(before, skin),
            self.mean(after, skin),
            self.mean(flipped, skin),
            self.mean(torch.sqrt((there * there).sum(1, True)), skin),
            self.mean(torch.sqrt((off * off).sum(1, True)), skin),
            (deep * (d < 0.0).type_as(inputs)).sum([1, 2, 3]),
            deep.sum([1, 2, 3]),
            torch.sqrt(self.mean(d * d, skin))], 1)
      """;

  private final TorchFunction photometric;
  private final TorchFunction truth;
  private final TorchFunction priors;
  private final TorchFunction judge;

  /** Losses on a device. */
  public DetailLosses(Device device) {
    photometric = TorchFunction.of("photometric loss", device, text(COMMON + PHOTOMETRIC));
    truth = TorchFunction.of("loss of renderings", device, text(COMMON + TRUTH));
    priors = TorchFunction.of("loss of relief", device, text(COMMON + PRIORS));
    judge = TorchFunction.of("detail figures", device, text(COMMON + JUDGE));
  }

  private static String text(String of) {
    return of.replace("  BASIS\n", ShadingText.basis(1, 2))
        .replace("ACROSS", slope("x[:, :, :, %s]"))
        .replace("DOWN", slope("y[:, :, %s]"))
        .replace("REACH", Integer.toString(SplineSlope.REACH))
        .replace("BOUND", number(ReliefFade.BOUND))
        .replace("FAINT", number(ReliefFade.FAINT))
        .replace("CELLS", Integer.toString(ReliefTrust.CELLS))
        .replace("SLOPE", number(ReliefTrust.slope(1)))
        .replace("LEAST", number(ReliefTrust.LEAST_ERROR))
        .replace("MOST", number(ReliefTrust.MOST_ERROR))
        .replace("KEPT", number(ReliefTrust.LEAST_KEPT))
        .replace("EVEN", number(ReliefTrust.EVEN))
        .replace("HIDDEN", number(ReliefFade.HIDDEN))
        .replace("SEEN", number(ReliefFade.SEEN));
  }

  /**
   * Text of {@link SplineSlope}.
   *
   * @param read samples from one index to another, of a map that is wider on both sides
   */
  private static String slope(String read) {
    int reach = SplineSlope.REACH;
    return IntStream.rangeClosed(1, reach)
        .mapToObj(
            k -> {
              String after =
                  read.formatted(k == reach ? reach + k + ":" : reach + k + ":" + (k - reach));
              String before = read.formatted((reach - k) + ":" + -(reach + k));
              return "%s * (%s - %s)".formatted(number(SplineSlope.tap(k)), after, before);
            })
        .collect(Collectors.joining(" + "));
  }

  private static String number(float value) {
    return String.format(Locale.ROOT, "%.6f", value);
  }

  /**
   * The weights of a Gaussian over means of four texels a side, which blur by some themselves.
   *
   * @param size of the maps: wider at 512, the same on the face
   */
  static float[] kernel(int size) {
    double sigma = Math.sqrt(Math.pow(LOW_PASS * size / 256.0 / 4, 2) - 0.083);
    int r = (int) Math.ceil(2.5 * sigma);
    float[] out = new float[2 * r + 1];
    double sum = 0;
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) Math.exp(-0.5 * (i - r) * (i - r) / (sigma * sigma));
      sum += out[i];
    }
    for (int i = 0; i < out.length; i++) {
      out[i] /= (float) sum;
    }
    return out;
  }

  /**
   * The terms' means over a batch, before weighting; a term that no face of the batch has is 0.
   *
   * @param maps N x 2 x S x S, the network's
   * @return T, in the order of {@link #TERMS}
   */
  public NDArray of(NDArray maps, DetailBatch batch, DetailBatch.Constants constants) {
    long real = batch.photographs(), all = maps.getShape().get(0);
    NDManager manager = maps.getManager();
    NDArray seen = manager.zeros(new Shape(1)), known = manager.zeros(new Shape(3));
    NDArray mask = constants.mask(), kernel = constants.kernel();
    if (real > 0) {
      NDIndex of = new NDIndex(":" + real);
      seen =
          photometric.applyToOne(
              maps.get(of),
              batch.inputs().get(of),
              batch.surface().get(of),
              batch.photos().get(of),
              batch.light().get(of),
              mask,
              kernel);
    }
    if (real < all) {
      NDIndex of = new NDIndex(real + ":");
      known =
          truth.applyToOne(
              maps.get(of),
              batch.inputs().get(of),
              batch.surface().get(of),
              batch.truth().get(of),
              mask,
              kernel,
              constants.zones());
    }
    NDArray always =
        priors.applyToOne(maps, batch.inputs(), batch.surface(), mask, kernel, constants.zones());
    return NDArrays.concat(new NDList(seen, known, always));
  }

  /**
   * What can be said of each face: N x {@link #FIGURES}.
   *
   * @param maps N x 2 x S x S, the network's
   */
  public float[] judge(NDArray maps, DetailBatch batch, DetailBatch.Constants constants) {
    return judge
        .applyToOne(
            maps,
            batch.inputs(),
            batch.surface(),
            batch.photos(),
            batch.light(),
            batch.truth(),
            constants.mask(),
            constants.kernel())
        .toFloatArray();
  }

  /** Terms by name. */
  public static Map<String, Float> byName(float[] terms) {
    Map<String, Float> out = new LinkedHashMap<>();
    for (int i = 0; i < terms.length; i++) {
      out.put(TERMS.get(i), terms[i]);
    }
    return out;
  }

  @Override
  public void close() {
    photometric.close();
    truth.close();
    priors.close();
    judge.close();
  }
}
