package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Numbers stored as small integers, and what a file says of them. */
class SmallerMeshesTest {

  private final TexturedMesh mesh = TestMeshes.tiny();

  @Test
  void shouldStoreTheNearestStepAndHoldWhatIsBeyond() {
    float[] values = {0, 1, -1, .5f, -.5f, 2, -3, .0039f, .0041f};

    assertThat(steps(Packing.BYTE.tight(values, values.length, 1)))
        .containsExactly(0, 127, -127, 64, -63, 127, -127, 0, 1);
    assertThat(steps(Packing.SHORT.tight(values, values.length, 1)))
        .startsWith(0, 32767, -32767, 16384)
        .contains(128, 134);
    assertThat(steps(Packing.UNSIGNED_SHORT.tight(values, values.length, 1)))
        .startsWith(0, 65535, 0, 32768, 0, 65535, 0);
    assertThat(steps(Packing.FLOAT.tight(values, values.length, 1))).contains(2, -3, .5);
  }

  private static double[] steps(Packed packed) {
    double[] out = new double[packed.count()];
    for (int i = 0; i < out.length; i++) {
      out[i] = packed.bounds(i, 1)[0];
    }
    return out;
  }

  @Test
  void shouldBeginEachVertexAtAMultipleOfFourBytes() {
    float[] values = new float[30];

    assertThat(Packing.BYTE.vertices(values, 10, 3).stride()).isEqualTo(4);
    assertThat(Packing.SHORT.vertices(values, 10, 3).stride()).isEqualTo(8);
    assertThat(Packing.SHORT.tight(values, 10, 3).stride()).isEqualTo(6);
    assertThat(Packing.FLOAT.vertices(values, 10, 3).stride()).isEqualTo(12);
  }

  @Test
  void shouldPutQuantizedVerticesWhereTheyWereByTheNodesScaleAndTranslation() throws IOException {
    ByteBuffer glb = Glb.write(mesh, Compression.QUANTIZE).order(ByteOrder.LITTLE_ENDIAN);

    JsonNode json = json(glb);
    JsonNode node = json.at("/nodes/0");
    JsonNode accessor =
        json.at("/accessors/" + json.at("/meshes/0/primitives/0/attributes/POSITION").asInt());
    JsonNode view = json.at("/bufferViews/" + accessor.path("bufferView").asInt());
    int binary = 28 + glb.getInt(12) + view.path("byteOffset").asInt();
    assertThat(accessor.path("normalized").asBoolean()).isTrue();
    int largest = 0;
    for (int i = 0; i < mesh.vertices().length; i++) {
      int step = glb.getShort(binary + i / 3 * view.path("byteStride").asInt() + 2 * (i % 3));
      largest = Math.max(largest, Math.abs(step));
      double metres =
          step / 32767.0 * node.at("/scale/" + i % 3).asDouble()
              + node.at("/translation/" + i % 3).asDouble();
      assertThat(1000 * metres).isCloseTo(mesh.vertices()[i], within(.002));
    }
    assertThat(largest).as("all 16 bits are used").isEqualTo(32767);
  }

  @ParameterizedTest
  @EnumSource(Compression.class)
  void shouldKeepTheTextureAndSayWhatAReaderNeeds(Compression compression) throws IOException {
    ByteBuffer glb = Glb.write(mesh, compression);

    assertThat(Glb.readTexture(glb).toBytes()).isEqualTo(mesh.texture().toBytes());
    assertThat(json(glb.order(ByteOrder.LITTLE_ENDIAN)).path("extensionsRequired"))
        .hasSize(compression.ordinal());
  }

  private static JsonNode json(ByteBuffer glb) throws IOException {
    byte[] json = new byte[glb.getInt(12)];
    glb.get(20, json);
    return new ObjectMapper().readTree(json);
  }
}
