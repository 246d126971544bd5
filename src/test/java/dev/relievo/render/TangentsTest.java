package dev.relievo.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.jme3.util.mikktspace.MikkTSpaceContext;
import com.jme3.util.mikktspace.MikktspaceTangentGenerator;
import dev.relievo.face.MorphableModel;
import dev.relievo.stage.SyntheticFace;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TangentsTest {

  private static final MorphableModel MODEL = SyntheticFace.MODEL;

  /** Degrees. */
  private static final double TOLERANCE = 0.5;

  @Test
  void shouldAgreeWithAnIndependentMikkTSpace() {
    Tangents tangents = new Tangents(MODEL.uv(), MODEL.triangles());
    float[] own = new float[4 * MODEL.vertexCount()];
    for (int seed = 0; seed < 3; seed++) {
      float[] vertices = face(seed);
      float[] normals = new float[vertices.length];
      Normals.ofVertices(vertices, MODEL.triangles(), normals);
      Mikk mikk = new Mikk(vertices, normals, MODEL.uv(), MODEL.triangles());
      assertThat(MikktspaceTangentGenerator.genTangSpaceDefault(mikk)).isTrue();

      tangents.of(vertices, normals, own);

      double worst = 0;
      for (int corner = 0; corner < MODEL.triangles().length; corner++) {
        int v = MODEL.triangles()[corner];
        assertThat(own[4 * v + 3]).isEqualTo(mikk.tangents[4 * corner + 3]);
        worst = Math.max(worst, angle(own, 4 * v, mikk.tangents, 4 * corner));
      }
      assertThat(worst).isLessThan(TOLERANCE);
    }
  }

  @Test
  void shouldBeUnitAndAcrossTheNormal() {
    float[] vertices = face(5);
    float[] normals = new float[vertices.length];
    Normals.ofVertices(vertices, MODEL.triangles(), normals);
    float[] out = new float[4 * MODEL.vertexCount()];

    new Tangents(MODEL.uv(), MODEL.triangles()).of(vertices, normals, out);

    for (int v = 0; v < MODEL.vertexCount(); v++) {
      double length = 0, along = 0;
      for (int k = 0; k < 3; k++) {
        length += out[4 * v + k] * out[4 * v + k];
        along += out[4 * v + k] * normals[3 * v + k];
      }
      assertThat(length).isCloseTo(1, within(1e-5));
      assertThat(along).isCloseTo(0, within(1e-5));
    }
  }

  @Test
  void shouldPointAlongUWithTheBitangentUpThePicture() {
    Plane plane = new Plane(3, 100, 100, 0);
    float[] normals = plane.normals();
    float[] out = new float[4 * plane.count()];

    new Tangents(plane.uv(), plane.triangles()).of(plane.vertices(), normals, out);

    for (int v = 0; v < plane.count(); v++) {
      assertThat(out[4 * v]).isCloseTo(1, within(1e-6f));
      // Seen from +z, u runs to the right: cross(n, t) = +y, up, with w = +1.
      assertThat(out[4 * v + 3]).isEqualTo(1);
    }
  }

  @Test
  void shouldTellAMirroredChartByItsSign() {
    Plane plane = new Plane(3, 100, 100, 0);
    float[] uv = plane.uv().clone();
    for (int v = 0; v < uv.length; v += 2) {
      uv[v] = 1 - uv[v];
    }
    float[] out = new float[4 * plane.count()];

    new Tangents(uv, plane.triangles()).of(plane.vertices(), plane.normals(), out);

    assertThat(out[0]).isCloseTo(-1, within(1e-6f));
    assertThat(out[3]).isEqualTo(-1);
  }

  @Test
  void shouldRefuseAChartThatFoldsBackAtAVertex() {
    float[] uv = {.1f, .1f, .1f, .9f, .9f, .9f, .2f, .8f};
    int[] triangles = {0, 1, 2, 0, 2, 3};

    assertThatThrownBy(() -> new Tangents(uv, triangles))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("mirrored");
  }

  private static float[] face(int seed) {
    Random random = new Random(seed);
    float[] identity = new float[MODEL.identityCount()];
    for (int i = 0; i < identity.length; i++) {
      identity[i] = (float) random.nextGaussian();
    }
    float[] expression = new float[MODEL.expressionCount()];
    for (int i = 0; i < expression.length; i++) {
      expression[i] = random.nextFloat() < .15 ? random.nextFloat() : 0;
    }
    return MODEL.shape(identity, new float[0], expression);
  }

  private static double angle(float[] a, int at, float[] b, int bt) {
    double x = a[at + 1] * b[bt + 2] - a[at + 2] * b[bt + 1];
    double y = a[at + 2] * b[bt] - a[at] * b[bt + 2];
    double z = a[at] * b[bt + 1] - a[at + 1] * b[bt];
    double dot = a[at] * b[bt] + a[at + 1] * b[bt + 1] + a[at + 2] * b[bt + 2];
    return Math.toDegrees(Math.atan2(Math.sqrt(x * x + y * y + z * z), dot));
  }

  /** The reference algorithm's view of a mesh; its v grows up the picture. */
  private static final class Mikk implements MikkTSpaceContext {
    private final float[] vertices;
    private final float[] normals;
    private final float[] uv;
    private final int[] triangles;

    /** T x 3 x 4. */
    final float[] tangents;

    Mikk(float[] vertices, float[] normals, float[] uv, int[] triangles) {
      this.vertices = vertices;
      this.normals = normals;
      this.uv = uv;
      this.triangles = triangles;
      tangents = new float[4 * triangles.length];
    }

    @Override
    public int getNumFaces() {
      return triangles.length / 3;
    }

    @Override
    public int getNumVerticesOfFace(int face) {
      return 3;
    }

    @Override
    public void getPosition(float[] out, int face, int corner) {
      System.arraycopy(vertices, 3 * triangles[3 * face + corner], out, 0, 3);
    }

    @Override
    public void getNormal(float[] out, int face, int corner) {
      System.arraycopy(normals, 3 * triangles[3 * face + corner], out, 0, 3);
    }

    @Override
    public void getTexCoord(float[] out, int face, int corner) {
      int v = triangles[3 * face + corner];
      out[0] = uv[2 * v];
      out[1] = 1 - uv[2 * v + 1];
    }

    @Override
    public void setTSpaceBasic(float[] tangent, float sign, int face, int corner) {
      System.arraycopy(tangent, 0, tangents, 4 * (3 * face + corner), 3);
      tangents[4 * (3 * face + corner) + 3] = sign;
    }

    @Override
    public void setTSpace(
        float[] tangent,
        float[] bitangent,
        float magS,
        float magT,
        boolean preserving,
        int face,
        int corner) {}
  }
}
