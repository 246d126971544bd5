package dev.relievo.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The REST interface on the running application. */
@QuarkusTest
@TestProfile(ViewerServer.Profile.class)
class ViewerRestTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TestHTTPResource URI base;
  @Inject ViewerServer server;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeEach
  void startServer() throws Exception {
    server.start();
  }

  @Test
  void shouldAnswerAPhotographWithAGlbAndOfferTheFaceInEveryFormat() throws Exception {
    HttpResponse<byte[]> glb =
        post("/api/reconstruct", "image/jpeg", ViewerServer.photo("grace_hopper.jpg"));

    assertThat(glb.statusCode()).isEqualTo(200);
    assertThat(glb.headers().firstValue("Content-Type")).contains("model/gltf-binary");
    assertThat(glb.headers().firstValue("Cache-Control")).contains("no-store");
    assertThat(text(glb)).startsWith("glTF");
    String face = "/api/faces/" + glb.headers().firstValue("Relievo-Face").orElseThrow();

    assertThat(get(face + "/face.glb").body()).isEqualTo(glb.body());
    HttpResponse<byte[]> small = get(face + "/face.glb?compress=meshopt");
    assertThat(text(small)).contains("EXT_meshopt_compression");
    assertThat(small.body().length).isLessThan(glb.body().length / 2);
    assertThat(text(get(face + "/face.glb?compress=quantize&expressions=true")))
        .contains("eyeBlinkLeft", "KHR_mesh_quantization");
    assertThat(text(get(face + "/face.ply"))).startsWith("ply\n");
    assertThat(namesIn(get(face + "/face.zip").body()))
        .anySatisfy(name -> assertThat(name).endsWith(".obj"))
        .anySatisfy(name -> assertThat(name).endsWith(".mtl"))
        .anySatisfy(name -> assertThat(name).endsWith("-displacement.png"));
    JsonNode coefficients = JSON.readTree(get(face + "/face.json").body());
    assertThat(coefficients.at("/coefficients/identity")).hasSizeGreaterThan(10);
    RgbImage thumbnail = ImageDecoder.decode(ByteBuffer.wrap(get(face + "/thumbnail.jpg").body()));
    assertThat(thumbnail.width()).isEqualTo(192);
    assertThat(JSON.readTree(get("/api/faces").body()).findValuesAsText("key"))
        .contains(face.substring(face.lastIndexOf('/') + 1));
  }

  @Test
  void shouldMakeDenseGeometryWithAsMuchReliefAsAskedFor() throws Exception {
    String face = "/api/faces/" + newFace();
    byte[] flat = get(face + "/face.glb?detail=geometry&density=2&relief=0").body();
    byte[] full = get(face + "/face.glb?detail=geometry&density=2").body();

    // The same mesh, but for where its vertices are; the bounds in it may take a digit more.
    assertThat(full.length).isGreaterThan(1_500_000).isCloseTo(flat.length, within(64));
    assertThat(full).isNotEqualTo(flat);
    assertThat(get(face + "/face.glb?detail=all").statusCode()).isEqualTo(400);
    assertThat(get(face + "/face.glb?detail=both&density=9").statusCode()).isEqualTo(400);
    assertThat(get(face + "/face.glb?relief=NaN").statusCode()).isEqualTo(400);
    assertThat(get(face + "/face.glb?compress=zip").statusCode()).isEqualTo(400);
    assertThat(get(face + "/face.glb?expressions=true&detail=both").statusCode()).isEqualTo(400);
  }

  private String newFace() throws Exception {
    return post("/api/reconstruct", "image/png", ViewerServer.photo("astronaut.png"))
        .headers()
        .firstValue("Relievo-Face")
        .orElseThrow();
  }

  @Test
  void shouldRefuseWithASentenceForAPerson() throws Exception {
    byte[] grey = ImageEncoder.jpeg(new RgbImage(320, 240), 90);
    assertProblem(post("/api/reconstruct", "image/jpeg", grey), 422, "no face");
    byte[] words = "I am no picture".getBytes(StandardCharsets.UTF_8);
    assertProblem(post("/api/reconstruct", "application/octet-stream", words), 415, "text");
    assertProblem(post("/api/reconstruct", "image/jpeg", new byte[0]), 400, "no picture");
    byte[] photo = ViewerServer.photo("grace_hopper.jpg");
    assertProblem(post("/api/reconstruct?face=3", "image/jpeg", photo), 422, "face 3 of 1");
    assertProblem(post("/api/reconstruct?compress=zip", "image/jpeg", photo), 400, "meshopt");
    assertProblem(post("/api/cameras/a%20b/frames", "image/jpeg", photo), 400, "letters");
    assertThat(get("/api/faces/none/face.glb").statusCode()).isEqualTo(404);
    assertThat(post("/api/reconstruct", "image/jpeg", new byte[(16 << 20) + 1]).statusCode())
        .isEqualTo(413);
  }

  private static void assertProblem(HttpResponse<byte[]> response, int status, String said)
      throws Exception {
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(response.body()).path("detail").asText()).contains(said);
  }

  @Test
  void shouldPublishAFrameAndShowItsPicture() throws Exception {
    HttpResponse<byte[]> taken =
        post("/api/cameras/rest-test/frames", "image/png", ViewerServer.photo("astronaut.png"));
    assertThat(taken.statusCode()).isEqualTo(202);
    String sequence = JSON.readTree(taken.body()).path("sequence").asText();

    await()
        .atMost(Duration.ofSeconds(90))
        .until(
            () ->
                get("/api/cameras/rest-test/frames/" + sequence + "/photo.jpg").statusCode()
                    == 200);
    byte[] jpeg = get("/api/cameras/rest-test/frames/" + sequence + "/photo.jpg").body();
    assertThat(ImageDecoder.decode(ByteBuffer.wrap(jpeg)).width()).isEqualTo(512);
  }

  @Test
  void shouldDescribeItselfAndItsStages() throws Exception {
    assertThat(text(get("/openapi")))
        .contains("/api/reconstruct", "model/gltf-binary", "/api/faces/{key}/face.glb");
    newFace();
    JsonNode stages = JSON.readTree(get("/api/stages").body()).path("stages");
    assertThat(stages.findValuesAsText("name"))
        .containsExactly("detect", "regress", "unwrap", "displace", "mesh");
    assertThat(stages.findValuesAsText("state")).containsOnly("RUNNING");
    assertThat(stages.findValues("records")).allSatisfy(n -> assertThat(n.asLong()).isPositive());
    assertThat(stages.findValues("millis")).allSatisfy(n -> assertThat(n.asDouble()).isPositive());
  }

  @Test
  void shouldKeepPagesOfOtherOriginsOut() throws Exception {
    HttpRequest foreign =
        HttpRequest.newBuilder(base.resolve("/api/faces"))
            .header("Origin", "https://elsewhere.example")
            .build();
    assertThat(client.send(foreign, BodyHandlers.ofByteArray()).statusCode()).isEqualTo(403);
    assertThat(get("/").headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'");
  }

  private HttpResponse<byte[]> get(String path) throws Exception {
    return client.send(
        HttpRequest.newBuilder(base.resolve(path)).build(), BodyHandlers.ofByteArray());
  }

  private HttpResponse<byte[]> post(String path, String type, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(base.resolve(path))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.ofByteArray());
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.ISO_8859_1);
  }

  private static List<String> namesIn(byte[] zip) throws Exception {
    List<String> names = new ArrayList<>();
    try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        names.add(entry.getName());
      }
    }
    return names;
  }
}
