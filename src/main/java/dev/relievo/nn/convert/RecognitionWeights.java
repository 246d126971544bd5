package dev.relievo.nn.convert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relievo.nn.RecognitionFeatures;
import dev.relievo.nn.RecognitionFeatures.Block;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * The weights of {@link RecognitionFeatures} from the npm package {@code
 * @vladmandic/face-api}: a JSON manifest, and a file of tensors one after the other, f32 or uint8
 * with weight = code x scale + minimum. A scale and an offset per channel follow each convolution;
 * they are folded into it.
 */
public final class RecognitionWeights {

  private static final String MANIFEST = "model/face_recognition_model-weights_manifest.json";
  private static final String TENSORS = "model/face_recognition_model.bin";

  private final Map<String, float[]> tensors = new HashMap<>();

  private RecognitionWeights(JsonNode list, ByteBuffer bytes) throws IOException {
    for (JsonNode entry : list) {
      int count = 1;
      for (JsonNode extent : entry.get("shape")) {
        count *= extent.asInt();
      }
      tensors.put(entry.get("name").asText(), values(entry.get("quantization"), count, bytes));
    }
    if (bytes.hasRemaining()) {
      throw new IOException(TENSORS + " is longer than its manifest says");
    }
  }

  /**
   * Reads the package.
   *
   * @param place the archive that {@code npm pack} writes, or the unpacked folder
   * @return weights as {@link RecognitionFeatures} takes them
   */
  public static float[] read(Path place) throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(NpmPackage.read(place, MANIFEST));
    ByteBuffer bytes =
        ByteBuffer.wrap(NpmPackage.read(place, TENSORS)).order(ByteOrder.LITTLE_ENDIAN);
    return new RecognitionWeights(manifest.get(0).get("weights"), bytes).inOrder();
  }

  private static float[] values(JsonNode quantization, int count, ByteBuffer bytes) {
    float[] out = new float[count];
    for (int i = 0; i < count; i++) {
      out[i] =
          quantization == null
              ? bytes.getFloat()
              : (float)
                  ((bytes.get() & 0xff) * quantization.get("scale").asDouble()
                      + quantization.get("min").asDouble());
    }
    return out;
  }

  private float[] inOrder() {
    int total = 0;
    for (Map.Entry<String, float[]> tensor : tensors.entrySet()) {
      // Scale and offset vanish into kernel and bias.
      total += tensor.getKey().contains("/scale/") ? 0 : tensor.getValue().length;
    }
    FloatBuffer out = FloatBuffer.allocate(total);
    put("conv32_down", 3, 32, 7, out);
    for (Block b : RecognitionFeatures.blocks()) {
      put(b.name() + "/conv1", b.inputs(), b.outputs(), 3, out);
      put(b.name() + "/conv2", b.outputs(), b.outputs(), 3, out);
    }
    out.put(tensors.get("fc"));
    return out.array();
  }

  /** From row, column, input, output to output, input, row, column. */
  private void put(String layer, int inputs, int outputs, int side, FloatBuffer out) {
    float[] kernel = tensors.get(layer + "/conv/filters");
    float[] bias = tensors.get(layer + "/conv/bias");
    float[] scale = tensors.get(layer + "/scale/weights");
    float[] offset = tensors.get(layer + "/scale/biases");
    for (int o = 0; o < outputs; o++) {
      for (int i = 0; i < inputs; i++) {
        for (int k = 0; k < side * side; k++) {
          out.put(scale[o] * kernel[(k * inputs + i) * outputs + o]);
        }
      }
    }
    for (int o = 0; o < outputs; o++) {
      out.put(scale[o] * bias[o] + offset[o]);
    }
  }
}
