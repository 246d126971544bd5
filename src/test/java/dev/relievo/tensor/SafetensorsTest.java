package dev.relievo.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  @Test
  void shouldReadBackWhatItWrote(@TempDir Path dir) throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("a", Tensor.f32(new float[] {1, -2, 3.5f, 4, 5, 6}, 2, 3));
    tensors.put("b", Tensor.f16(new float[] {0.5f, -8}, 2));
    tensors.put("c", Tensor.i32(new int[] {7, -1}, 2));
    tensors.put("d", Tensor.u8(new byte[] {9}, 1, 1));
    Path file = dir.resolve("deep/er/file.safetensors");
    Safetensors.of(tensors, Map.of("id", "x")).write(file);

    Safetensors read = Safetensors.read(file);

    assertThat(read.metadata()).containsEntry("id", "x");
    assertThat(read.tensors().keySet()).containsExactly("a", "b", "c", "d");
    assertThat(read.get("a").toFloats()).containsExactly(1, -2, 3.5f, 4, 5, 6);
    assertThat(read.get("a").shape()).containsExactly(2, 3);
    assertThat(read.get("b").toFloats()).containsExactly(0.5f, -8);
    assertThat(read.get("c").toInts()).containsExactly(7, -1);
    assertThat(read.get("d").toBytes()).containsExactly(9);
  }

  @Test
  void shouldFollowTheFormatByteForByte(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("one.safetensors");
    Safetensors.of(Map.of("t", Tensor.u8(new byte[] {1, 2}, 2)), Map.of()).write(file);
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int header = (int) bytes.getLong();
    String json = new String(bytes.array(), 8, header, StandardCharsets.UTF_8);
    assertThat(json.trim())
        .isEqualTo("{\"t\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]}}");
    assertThat(header % 8).isZero();
    assertThat(bytes.limit()).isEqualTo(8 + header + 2);
  }

  @Test
  void shouldRejectFilesThatLieAboutTheirSizes() {
    assertThatThrownBy(() -> parse(new byte[4])).hasMessageContaining("header length");
    assertThatThrownBy(() -> parse(withHeader(Long.MAX_VALUE, "{}")))
        .hasMessageContaining("header");
    assertThatThrownBy(() -> parse(file("[0,8]", "[2]"))).hasMessageContaining("tensor t");
    assertThatThrownBy(() -> parse(file("[0,4]", "[2]"))).hasMessageContaining("tensor t");
    assertThatThrownBy(() -> parse(file("[4,0]", "[-1]"))).hasMessageContaining("tensor t");
    assertThatThrownBy(() -> parse(file("[0,4]", "[65536,65536,4]"))).hasMessageContaining("t");
  }

  private static void parse(byte[] bytes) throws IOException {
    Safetensors.parse(ByteBuffer.wrap(bytes), "test");
  }

  private static byte[] file(String offsets, String shape) {
    String json =
        "{\"t\":{\"dtype\":\"F32\",\"shape\":" + shape + ",\"data_offsets\":" + offsets + "}}";
    byte[] head = withHeader(json.length(), json);
    byte[] out = new byte[head.length + 4];
    System.arraycopy(head, 0, out, 0, head.length);
    return out;
  }

  private static byte[] withHeader(long length, String json) {
    return ByteBuffer.allocate(8 + json.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(length)
        .put(json.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
