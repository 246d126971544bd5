package dev.relievo.nn.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.relievo.nn.RecognitionFeatures;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A package with the network's layers, and numbers that say where they came from. */
class RecognitionWeightsTest {

  private static final String NAME = "model/face_recognition_model";
  private static final float SCALE = 0.5f, OFFSET = 0.25f, BIAS = 3;

  /** Of the quantised kernels: weight = code x STEP + LEAST. */
  private static final double STEP = 0.01, LEAST = -1;

  @TempDir Path folder;

  private final ArrayNode list = new ObjectMapper().createArrayNode();
  private final ByteArrayOutputStream tensors = new ByteArrayOutputStream();

  @BeforeEach
  void layers() {
    layer("conv32_down", 3, 32, 7);
    for (RecognitionFeatures.Block b : RecognitionFeatures.blocks()) {
      layer(b.name() + "/conv1", b.inputs(), b.outputs(), 3);
      layer(b.name() + "/conv2", b.outputs(), b.outputs(), 3);
    }
    quantised("fc", 256, RecognitionFeatures.COUNT);
  }

  private void layer(String name, int inputs, int outputs, int side) {
    quantised(name + "/conv/filters", side, side, inputs, outputs);
    floats(name + "/conv/bias", outputs, BIAS);
    floats(name + "/scale/weights", outputs, SCALE);
    floats(name + "/scale/biases", outputs, OFFSET);
  }

  /** Codes count up, modulo 251. */
  private void quantised(String name, int... shape) {
    ObjectNode quantization = entry(name, shape).putObject("quantization");
    quantization.put("dtype", "uint8").put("scale", STEP).put("min", LEAST);
    int count = 1;
    for (int extent : shape) {
      count *= extent;
    }
    for (int i = 0; i < count; i++) {
      tensors.write(i % 251);
    }
  }

  private void floats(String name, int count, float value) {
    entry(name, count);
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putFloat(value);
    }
    tensors.writeBytes(bytes.array());
  }

  private ObjectNode entry(String name, int... shape) {
    ObjectNode entry = list.addObject().put("name", name).put("dtype", "float32");
    for (int extent : shape) {
      entry.withArray("shape").add(extent);
    }
    return entry;
  }

  private static float code(int at) {
    return (float) (at % 251 * STEP + LEAST);
  }

  private Map<String, byte[]> files() {
    String manifest = "[{\"weights\":" + list + ",\"paths\":[]}]";
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(NAME + ".bin", tensors.toByteArray());
    files.put(NAME + "-weights_manifest.json", manifest.getBytes(StandardCharsets.US_ASCII));
    return files;
  }

  @Test
  void shouldReorderKernelsAndFoldScaleAndOffsetIntoThem() throws IOException {
    Path archive = folder.resolve("api.tgz");
    PackedPackage.write(archive, files());
    float[] weights = RecognitionWeights.read(archive);
    assertThat(weights).hasSize(5607488);
    for (int[] at : new int[][] {{0, 0, 0}, {5, 2, 17}, {31, 1, 48}}) {
      int output = at[0], input = at[1], place = at[2];
      assertThat(weights[(output * 3 + input) * 49 + place])
          .isCloseTo(SCALE * code((place * 3 + input) * 32 + output), within(1e-6f));
    }
    assertThat(weights[32 * 3 * 49]).isEqualTo(SCALE * BIAS + OFFSET);
    int last = 256 * RecognitionFeatures.COUNT;
    assertThat(weights[weights.length - last]).isEqualTo(code(0));
    assertThat(weights[weights.length - 1]).isEqualTo(code(last - 1));
  }

  @Test
  void shouldReadTheUnpackedPackage() throws IOException {
    Files.createDirectories(folder.resolve("model"));
    for (Map.Entry<String, byte[]> file : files().entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    assertThat(RecognitionWeights.read(folder)).hasSize(5607488);
  }

  @Test
  void shouldRefuseTensorsThatTheManifestDoesNotName() {
    tensors.write(0);
    Path archive = folder.resolve("api.tgz");
    assertThatThrownBy(
            () -> {
              PackedPackage.write(archive, files());
              RecognitionWeights.read(archive);
            })
        .isInstanceOf(IOException.class)
        .hasMessageContaining("longer than its manifest");
  }
}
