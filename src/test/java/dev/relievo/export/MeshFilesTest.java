package dev.relievo.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.AccessorIntData;
import de.javagl.jgltf.model.AccessorShortData;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.MeshPrimitiveModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The three formats say the same, each read back by something that did not write it. */
class MeshFilesTest {

  private final TexturedMesh mesh = TestMeshes.tiny();

  @Test
  void shouldWriteGlbThatAnIndependentLibraryReads() throws Exception {
    GltfModel glb = read(Glb.write(mesh));

    MeshPrimitiveModel primitive = glb.getMeshModels().get(0).getMeshPrimitiveModels().get(0);
    AccessorFloatData positions = floats(primitive, "POSITION");
    AccessorFloatData normals = floats(primitive, "NORMAL");
    AccessorFloatData uv = floats(primitive, "TEXCOORD_0");
    AccessorShortData indices = (AccessorShortData) primitive.getIndices().getAccessorData();
    assertThat(positions.getNumElements()).isEqualTo(mesh.vertexCount());
    for (int v = 0; v < mesh.vertexCount(); v++) {
      for (int axis = 0; axis < 3; axis++) {
        assertThat(positions.get(v, axis) * 1000)
            .isCloseTo(mesh.vertices()[3 * v + axis], within(1e-4f));
        assertThat(normals.get(v, axis)).isEqualTo(mesh.normals()[3 * v + axis]);
      }
      assertThat(uv.get(v, 0)).isEqualTo(mesh.uv()[2 * v]);
      assertThat(uv.get(v, 1)).isEqualTo(mesh.uv()[2 * v + 1]);
    }
    assertThat(indices.getNumElements()).isEqualTo(mesh.triangles().length);
    for (int i = 0; i < mesh.triangles().length; i++) {
      assertThat(indices.getInt(i)).isEqualTo(mesh.triangles()[i]);
    }
    assertThat(glb.getNodeModels().get(0).getName()).isEqualTo("tiny");
    assertThat(bytes(glb.getImageModels().get(0).getImageData()))
        .isEqualTo(mesh.texture().toBytes());
  }

  @Test
  void shouldUseWideIndicesOnlyWhereNeeded() throws Exception {
    TexturedMesh large = TestMeshes.grid(257);

    GltfModel glb = read(Glb.write(large));

    AccessorIntData indices =
        (AccessorIntData)
            glb.getMeshModels()
                .get(0)
                .getMeshPrimitiveModels()
                .get(0)
                .getIndices()
                .getAccessorData();
    assertThat(indices.get(large.triangles().length - 2)).isEqualTo(257 * 257 - 1);
  }

  @Test
  void shouldGiveTheTextureBackFromGlb() {
    ByteBuffer glb = Glb.write(mesh);
    ByteBuffer shifted = ByteBuffer.allocate(glb.remaining() + 9).put(new byte[9]).put(glb).flip();

    Texture texture = Glb.readTexture(shifted.position(9).slice());

    assertThat(texture.format()).isEqualTo(Texture.Format.PNG);
    assertThat(texture.toBytes()).isEqualTo(mesh.texture().toBytes());
  }

  @Test
  void shouldRejectDamagedGlb() {
    byte[] glb = Glb.write(mesh).array();
    for (int length : new int[] {0, 3, 15, 40, 900, glb.length - 200}) {
      assertThatThrownBy(() -> Glb.readTexture(ByteBuffer.wrap(Arrays.copyOf(glb, length))))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> Glb.readTexture(ByteBuffer.allocate(200)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void shouldWriteObjInMillimetresWithFlippedV() {
    List<String> lines =
        new String(Obj.write(mesh, "tiny.mtl"), StandardCharsets.US_ASCII).lines().toList();

    assertThat(lines).contains("mtllib tiny.mtl", "usemtl face");
    float[][] v = numbers(lines, "v "), vt = numbers(lines, "vt "), vn = numbers(lines, "vn ");
    assertThat(v).hasNumberOfRows(mesh.vertexCount());
    for (int i = 0; i < mesh.vertexCount(); i++) {
      for (int axis = 0; axis < 3; axis++) {
        assertThat(v[i][axis]).isCloseTo(mesh.vertices()[3 * i + axis], within(6e-5f));
        assertThat(vn[i][axis]).isCloseTo(mesh.normals()[3 * i + axis], within(6e-5f));
      }
      assertThat(vt[i][0]).isCloseTo(mesh.uv()[2 * i], within(1e-6f));
      assertThat(vt[i][1]).isCloseTo(1 - mesh.uv()[2 * i + 1], within(1e-6f));
    }
    List<String> faces = lines.stream().filter(l -> l.startsWith("f ")).toList();
    assertThat(faces).hasSize(mesh.triangles().length / 3);
    int[] first = mesh.triangles();
    assertThat(faces.get(0))
        .isEqualTo(
            "f %1$d/%1$d/%1$d %2$d/%2$d/%2$d %3$d/%3$d/%3$d",
            first[0] + 1, first[1] + 1, first[2] + 1);
    assertThat(new String(Obj.material("tiny.jpg"), StandardCharsets.US_ASCII))
        .contains("newmtl face", "map_Kd tiny.jpg");
  }

  @Test
  void shouldWritePlyWithColoursOfTheTexture() {
    byte[] ply = Ply.write(mesh, TestMeshes.texture());

    String header = new String(ply, StandardCharsets.ISO_8859_1);
    int body = header.indexOf("end_header\n") + 11;
    assertThat(header).startsWith("ply\nformat binary_little_endian 1.0\n");
    assertThat(header)
        .contains("element vertex " + mesh.vertexCount())
        .contains("element face " + mesh.triangles().length / 3);
    ByteBuffer b = ByteBuffer.wrap(ply).order(ByteOrder.LITTLE_ENDIAN).position(body);
    for (int v = 0; v < mesh.vertexCount(); v++) {
      for (int k = 3 * v; k < 3 * v + 3; k++) {
        assertThat(b.getFloat()).isEqualTo(mesh.vertices()[k]);
      }
      b.position(b.position() + 12);
      // Texel centres hold 4 times their index, so the colour is 4 (64 u - 0.5).
      assertThat(b.get() & 0xff).isCloseTo(Math.round(256 * mesh.uv()[2 * v] - 2), within(1));
      assertThat(b.get() & 0xff).isCloseTo(Math.round(256 * mesh.uv()[2 * v + 1] - 2), within(1));
      assertThat(b.get()).isEqualTo((byte) 30);
    }
    for (int i = 0; i < mesh.triangles().length; i += 3) {
      assertThat(b.get()).isEqualTo((byte) 3);
      for (int k = i; k < i + 3; k++) {
        assertThat(b.getInt()).isEqualTo(mesh.triangles()[k]);
      }
    }
    assertThat(b.remaining()).isZero();
  }

  @Test
  void shouldWriteDecimalsAsTheyAreRounded() {
    assertThat(decimal(0, 1)).isEqualTo("0.0");
    assertThat(decimal(-0.00004, 4)).isEqualTo("0.0000");
    assertThat(decimal(-0.00005001, 4)).isEqualTo("-0.0001");
    assertThat(decimal(12.3456, 2)).isEqualTo("12.35");
    assertThat(decimal(-1234567.05, 6)).isEqualTo("-1234567.050000");
    assertThat(decimal(0.999999, 3)).isEqualTo("1.000");
    assertThatThrownBy(() -> decimal(Double.NaN, 3)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> decimal(1e300, 3)).isInstanceOf(IllegalArgumentException.class);
  }

  private static String decimal(double value, int decimals) {
    byte[] bytes = new DecimalWriter(1).decimal(value, decimals).toBytes();
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private static float[][] numbers(List<String> lines, String tag) {
    return lines.stream()
        .filter(l -> l.startsWith(tag))
        .map(l -> l.substring(tag.length()).split(" "))
        .map(
            parts -> {
              float[] row = new float[parts.length];
              for (int i = 0; i < row.length; i++) {
                row[i] = Float.parseFloat(parts[i]);
              }
              return row;
            })
        .toArray(float[][]::new);
  }

  private static GltfModel read(ByteBuffer glb) throws Exception {
    byte[] bytes = new byte[glb.remaining()];
    glb.get(bytes);
    return new GltfModelReader().readWithoutReferences(new ByteArrayInputStream(bytes));
  }

  private static AccessorFloatData floats(MeshPrimitiveModel primitive, String attribute) {
    return (AccessorFloatData) primitive.getAttributes().get(attribute).getAccessorData();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] out = new byte[buffer.remaining()];
    buffer.duplicate().get(out);
    return out;
  }
}
