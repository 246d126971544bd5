package dev.relievo.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.translate.NoopTranslator;
import dev.relievo.nn.DetailNetwork;
import dev.relievo.nn.NetworkDevice;
import dev.relievo.nn.NetworkExport;
import dev.relievo.nn.Precision;
import dev.relievo.tensor.Safetensors;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What makes displacement maps: trained, exported, run. */
class DetailNetworkTest {

  private static final int CHANNELS = 4;
  private static final int SIZE = 32;
  private static final long SEED = 6;
  private static final Map<String, String> HEADER =
      Map.of(DetailNetwork.FACE_MODEL_KEY, "some-model", "largest.mm", "1.5");

  private final Random random = new Random(SEED);
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  private static List<DetailArchitecture> small() {
    return List.of(
        DetailArchitecture.stream(CHANNELS, SIZE), DetailArchitecture.paper(CHANNELS, SIZE));
  }

  @Test
  void shouldComputeInTheStreamWhatWasTrained() {
    for (DetailArchitecture architecture : small()) {
      float[] maps = noise(3), trained;
      Safetensors weights;
      try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
        float[] theta = random(network);
        trained = forward(network, maps, theta);
        weights = network.export(theta, HEADER);
      }
      try (DetailNetwork network = DetailNetwork.of(weights, "random", NetworkDevice.CPU)) {
        assertThat(network.size()).isEqualTo(SIZE);
        assertThat(network.channels()).isEqualTo(CHANNELS);
        assertThat(network.outputs()).isEqualTo(trained.length / 3 / SIZE / SIZE);
        assertThat(network.faceModel()).isEqualTo("some-model");
        assertThat(network.metadata()).containsEntry("largest.mm", "1.5");
        network.warmUp(2);
        float[] ran = run(network, maps);
        // Half precision rounds each weight by up to 1 / 2048 of itself.
        assertThat(ran).containsExactly(trained, within(5e-3f));
        float[] alone =
            run(network, Arrays.copyOfRange(maps, maps.length / 3, maps.length / 3 * 2));
        assertThat(alone)
            .containsExactly(
                Arrays.copyOfRange(ran, ran.length / 3, ran.length / 3 * 2), within(1e-4f));
      }
      assertThat(spread(trained)).isGreaterThan(0.1);
    }
  }

  @Test
  void shouldAnswerAlikeInBfloat16WhereTheProcessorHasIt() {
    assumeTrue(Precision.isBfloat16Fast(), "neither AMX nor AVX-512 for bfloat16");
    for (DetailArchitecture architecture : small()) {
      Safetensors weights;
      try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
        weights = network.export(random(network), HEADER);
      }
      float[] maps = noise(2), exact, rounded;
      try (DetailNetwork network = DetailNetwork.of(weights, "random", NetworkDevice.CPU)) {
        exact = run(network, maps);
      }
      NetworkDevice half = NetworkDevice.CPU.computing(Precision.BFLOAT16);
      try (DetailNetwork network = DetailNetwork.of(weights, "random", half)) {
        rounded = run(network, maps);
      }
      double off = 0;
      for (int i = 0; i < exact.length; i++) {
        off += Math.abs(exact[i] - rounded[i]);
      }
      // Eight bits, through some thirty layers.
      assertThat(off / exact.length).isBetween(1e-5, 0.03 * spread(exact));
    }
  }

  @Test
  void shouldExportANetworkThatPyTorchRunsAsTheStreamDoes() throws Exception {
    for (DetailArchitecture architecture : small()) {
      Safetensors weights;
      try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
        weights = network.export(random(network), HEADER);
      }
      float[] maps = noise(2), ran;
      try (DetailNetwork network = DetailNetwork.of(weights, "random", NetworkDevice.CPU)) {
        ran = run(network, maps);
      }
      byte[] archive = NetworkExport.torchScript(weights);
      try (Model model = Model.newInstance("exported", Device.cpu(), "PyTorch")) {
        model.load(new ByteArrayInputStream(archive));
        try (Predictor<NDList, NDList> predictor = model.newPredictor(new NoopTranslator(null))) {
          NDArray out = predictor.predict(new NDList(array(manager, maps))).singletonOrThrow();
          int outputs = ran.length / 2 / SIZE / SIZE;
          assertThat(out.getShape()).isEqualTo(new Shape(2, outputs, SIZE, SIZE));
          assertThat(out.toFloatArray()).containsExactly(ran, within(1e-4f));
        }
      }
    }
  }

  @Test
  void shouldHaveThePublishedNumberOfParameters() {
    // 3 x 3 x (3 x 16 + 16 x 32 + ... + 512 x 512) down, the mirror image up, and biases.
    assertThat(parameters(DetailArchitecture.paper(3))).isEqualTo(22_023_201);
    assertThat(DetailArchitecture.paper(3).graph().size()).isEqualTo(512);
    assertThat(parameters(DetailArchitecture.paper(3, 256)))
        .isEqualTo(22_023_201 - 2 * (512 * 512 * 9 + 512));
    assertThat(parameters(DetailArchitecture.stream(7))).isBetween(1_500_000, 2_500_000);
  }

  @Test
  void shouldRefuseMapsThatCannotBeHalved() {
    assertThatThrownBy(() -> DetailArchitecture.stream(CHANNELS, 48)).hasMessageContaining("48");
    assertThatThrownBy(() -> DetailArchitecture.paper(CHANNELS, 96)).hasMessageContaining("96");
  }

  @Test
  void shouldStartFlat() {
    for (DetailArchitecture architecture : small()) {
      try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
        float[] out = forward(network, noise(2), network.initialParameters(SEED));
        assertThat(spread(out)).isBetween(1e-4, 0.1);
      }
    }
  }

  @Test
  void shouldStartWithoutACheckerboard() {
    try (TrainableDetail network =
        new TrainableDetail(DetailArchitecture.stream(CHANNELS, SIZE), Device.cpu(), false)) {
      float[] theta = network.initialParameters(SEED);
      float[] wide = network.slice(theta, "up0_wide.weight");
      int row = wide.length / (4 * network.width("down0"));
      for (int i = 0; i < wide.length; i++) {
        assertThat(wide[i]).isEqualTo(wide[i / (4 * row) * (4 * row) + i % row]);
      }
      assertThat(wide[0]).isNotEqualTo(wide[4 * row]);
    }
  }

  @Test
  void shouldLetWeightsDecayButNoBias() {
    try (TrainableDetail network =
        new TrainableDetail(DetailArchitecture.stream(CHANNELS, SIZE), Device.cpu(), false)) {
      float[] decaying = network.decays(1);
      assertThat(network.slice(decaying, "down0.weight")).containsOnly(1);
      assertThat(network.slice(decaying, "down0.bias")).containsOnly(0);
      assertThat(network.slice(decaying, "maps.weight")).containsOnly(1);
    }
  }

  @Test
  void shouldGrowWithoutAnsweringOtherwise() {
    DetailArchitecture small =
        DetailArchitecture.stream(
            CHANNELS,
            SIZE,
            new DetailArchitecture.Levels(
                new int[] {4, 8, 8, 12, 16, 16},
                new int[] {0, 0, 1, 1, 1, 1},
                new int[] {0, 1, 0, 1, 1}));
    float[] maps = noise(2), before, after;
    Safetensors weights;
    try (TrainableDetail network = new TrainableDetail(small, Device.cpu(), false)) {
      weights = network.export(random(network), HEADER);
    }
    // As exported, in half precision.
    try (DetailNetwork network = DetailNetwork.of(weights, "small", NetworkDevice.CPU)) {
      before = run(network, maps);
    }
    try (TrainableDetail network =
        new TrainableDetail(DetailArchitecture.stream(CHANNELS, SIZE), Device.cpu(), false)) {
      float[] grown = network.grownParameters(weights.tensors(), SEED);
      after = forward(network, maps, grown);
      assertThat(network.slice(grown, "deep1_first.weight")).doesNotContain(0);
      for (float weight : network.slice(grown, "deep1_second.weight")) {
        assertThat(weight).isZero();
      }
    }
    assertThat(after).containsExactly(before, within(1e-4f));
    assertThat(spread(before)).isGreaterThan(0.1);
  }

  @Test
  void shouldTakeANetworkOfItsOwnExtentAsItIs() {
    for (DetailArchitecture architecture : small()) {
      try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
        float[] theta = random(network);
        Safetensors weights = network.export(theta, HEADER);
        float[] taken = network.grownParameters(weights.tensors(), SEED + 1);
        double off = 0;
        for (int i = 0; i < theta.length; i++) {
          off = Math.max(off, Math.abs(taken[i] - theta[i]) / (Math.abs(theta[i]) + 1e-3));
        }
        // Half precision rounds each weight by up to 1 / 2048 of itself.
        assertThat(off).isLessThan(1e-3);
      }
    }
  }

  @Test
  void shouldRefuseToGrowWhatIsNoPartOfIt() {
    DetailArchitecture wide =
        DetailArchitecture.stream(
            CHANNELS,
            SIZE,
            new DetailArchitecture.Levels(
                new int[] {16, 32, 49, 64, 96, 128}, new int[6], new int[5]));
    Safetensors weights;
    try (TrainableDetail network = new TrainableDetail(wide, Device.cpu(), false)) {
      weights = network.export(network.initialParameters(SEED), HEADER);
    }
    try (TrainableDetail network =
        new TrainableDetail(DetailArchitecture.stream(CHANNELS, SIZE), Device.cpu(), false)) {
      assertThatThrownBy(() -> network.grownParameters(weights.tensors(), SEED))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("down2.weight");
    }
  }

  @Test
  void shouldHaveTheGradientThatFiniteDifferencesHave() {
    for (DetailArchitecture architecture : small()) {
      try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
        float[] maps = noise(2), theta = random(network), weighing, gradient;
        try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
          NDArray t = manager.create(theta);
          t.setRequiresGradient(true);
          NDArray out = network.forward(array(manager, maps), t);
          weighing = gaussian((int) out.size());
          collector.backward(out.mul(manager.create(weighing, out.getShape())).sum());
          gradient = t.getGradient().toFloatArray();
        }
        double error = 0, size = 0;
        for (int k = 0; k < 8; k++) {
          // Directions of the parameters' own sizes; every layer then counts.
          float[] direction = network.initialParameters(100 + k);
          double step = 2e-4;
          double above = weigh(forward(network, maps, moved(theta, direction, step)), weighing);
          double below = weigh(forward(network, maps, moved(theta, direction, -step)), weighing);
          double slope = weigh(gradient, direction);
          error += Math.pow((above - below) / (2 * step) - slope, 2);
          size += slope * slope;
        }
        // Any step takes some values past the corner of their ReLU.
        assertThat(Math.sqrt(error / size)).isLessThan(0.05);
      }
    }
  }

  @Test
  void shouldLearnASmallTask() {
    try (TrainableDetail network =
        new TrainableDetail(DetailArchitecture.stream(CHANNELS, SIZE), Device.cpu(), false)) {
      float[] maps = noise(2), goal = new float[2 * 2 * SIZE * SIZE];
      for (int n = 0, i = 0; n < 2; n++) {
        for (int c = 0; c < 2; c++) {
          for (int p = 0; p < SIZE * SIZE; p++) {
            // Of the texel's own input: what a skip at full extent carries.
            goal[i++] = 0.3f * maps[(n * CHANNELS + c) * SIZE * SIZE + p];
          }
        }
      }
      NDArray target = manager.create(goal, new Shape(2, 2, SIZE, SIZE));
      Optimizer.State start = Optimizer.State.of(network.initialParameters(SEED));
      float first = 0, last = 0;
      try (Optimizer optimizer = new Optimizer(manager, start, network.decays(1e-4f))) {
        for (int step = 1; step <= 40; step++) {
          try (NDManager scope = manager.newSubManager();
              GradientCollector collector = Engine.getInstance().newGradientCollector()) {
            NDArray theta = optimizer.parameters().duplicate();
            theta.attach(scope);
            theta.setRequiresGradient(true);
            NDArray loss = network.forward(array(scope, maps), theta).sub(target).square().mean();
            collector.backward(loss);
            optimizer.step(theta.getGradient(), 3e-3, step);
            last = loss.getFloat();
            first = step == 1 ? last : first;
          }
        }
      }
      assertThat((double) first).isCloseTo(0.09, withinPercentage(20));
      assertThat(last).isLessThan(0.3f * first);
    }
  }

  /** As at the start of training, but with a last layer that says something. */
  private static float[] random(TrainableDetail network) {
    float[] theta = network.initialParameters(SEED);
    Random random = new Random(SEED + 1);
    for (int i = 0; i < theta.length; i++) {
      if (theta[i] == 0) {
        theta[i] = 0.05f * (float) random.nextGaussian(); // a bias
      }
    }
    int last = network.slice(theta, DetailArchitecture.LAST + ".weight").length;
    int end = theta.length - network.width(DetailArchitecture.LAST);
    for (int i = end - last; i < end; i++) {
      theta[i] *= 20;
    }
    return theta;
  }

  private static int parameters(DetailArchitecture architecture) {
    try (TrainableDetail network = new TrainableDetail(architecture, Device.cpu(), false)) {
      return network.parameterCount();
    }
  }

  private float[] forward(TrainableDetail network, float[] maps, float[] theta) {
    try (NDManager scope = manager.newSubManager()) {
      return network.forward(array(scope, maps), scope.create(theta)).toFloatArray();
    }
  }

  private static float[] run(DetailNetwork network, float[] maps) {
    int count = maps.length / (CHANNELS * SIZE * SIZE);
    float[] out = new float[count * network.outputs() * SIZE * SIZE];
    network.input(count).put(maps);
    network.run(count, result -> result.get(out));
    return out;
  }

  private static NDArray array(NDManager in, float[] maps) {
    return in.create(maps, new Shape(maps.length / (CHANNELS * SIZE * SIZE), CHANNELS, SIZE, SIZE));
  }

  private static float[] moved(float[] from, float[] direction, double by) {
    float[] out = new float[from.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = (float) (from[i] + by * direction[i]);
    }
    return out;
  }

  private static double weigh(float[] values, float[] by) {
    double sum = 0;
    for (int i = 0; i < values.length; i++) {
      sum += (double) values[i] * by[i];
    }
    return sum;
  }

  private static double spread(float[] values) {
    return Math.sqrt(weigh(values, values) / values.length);
  }

  private float[] noise(int count) {
    return gaussian(count * CHANNELS * SIZE * SIZE);
  }

  private float[] gaussian(int count) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] = (float) random.nextGaussian();
    }
    return out;
  }
}
