package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import de.javagl.jgltf.model.AccessorFloatData;
import de.javagl.jgltf.model.AnimationModel;
import de.javagl.jgltf.model.GltfModel;
import de.javagl.jgltf.model.io.GltfModelReader;
import dev.relievo.export.Tracks;
import dev.relievo.face.MorphableModel;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.FaceRef;
import dev.relievo.stream.RelievoConfig;
import dev.relievo.stream.TestConfig;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is made of the records of a real broker: one camera with a track, one without. */
class WatchCommandTest {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int TRACKED = 8;
  private static final int UNTRACKED = 3;

  private static final RelievoConfig CONFIG = TestConfig.with(Map.of("relievo.models", "models"));
  private static MorphableModel model;
  private static MeshTopic topic;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void fillTopic() {
    model = MeshTopic.model();
    topic = new MeshTopic();
    topic.publish(Tracks.talking(model, TRACKED));
    topic.publish(
        Tracks.talking(model, UNTRACKED).stream().map(mesh -> of("hall", null, mesh)).toList());
  }

  @AfterAll
  static void stopBroker() {
    topic.close();
  }

  private static FaceMesh of(String camera, String track, FaceMesh mesh) {
    FaceRef face =
        FaceRef.newBuilder(mesh.getFace())
            .setCameraId(camera)
            .setTrackId(track)
            .setFaceId(camera + "/" + mesh.getFace().getSequence() + "#0")
            .build();
    return FaceMesh.newBuilder(mesh).setFace(face).build();
  }

  @Test
  void shouldWriteAnyFormatOfOneCamera() throws Exception {
    int exitCode =
        watchAll(
            "--camera=hall", "--format=glb,json,png", "--out=" + folder, "--limit=" + UNTRACKED);

    assertThat(exitCode).isEqualTo(ExitCode.OK);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "hall-0-0.glb",
              "hall-0-0.json",
              "hall-0-0-preview.png",
              "hall-1-0.glb",
              "hall-1-0.json",
              "hall-1-0-preview.png",
              "hall-2-0.glb",
              "hall-2-0.json",
              "hall-2-0-preview.png");
    }
    assertThat(out.toString().lines())
        .hasSize(UNTRACKED)
        .allSatisfy(
            line -> assertThat(line).matches("hall/\\d#0 meshed: .*hall-\\d-0.glb and 2 more"));
    JsonNode face = JSON.readTree(folder.resolve("hall-1-0.json").toFile());
    assertThat(face.at("/coefficients/expression/jawOpen").floatValue())
        .isCloseTo(
            Tracks.face(model, 1).expression()[model.expressionNames().indexOf("jawOpen")],
            within(1e-5f));
  }

  @Test
  void shouldHandTheRecordsOwnMeshOnWithoutAFaceModel() throws Exception {
    RelievoConfig none = TestConfig.with(Map.of("relievo.models", "there-are-none"));

    assertThat(run(none, "--from-beginning", "--out=" + folder, "--track=7", "--limit=1"))
        .isEqualTo(ExitCode.OK);

    assertThat(folder.resolve("door-0-0.glb"))
        .hasBinaryContent(Tracks.talking(model, 1).get(0).getMesh().array());
  }

  @Test
  void shouldAnimateTheLongestTrackAndSayWhatItIsMadeOf() throws Exception {
    Path file = folder.resolve("new/talking.glb");

    int exitCode = watchAll("--animate=" + file, "--json", "--limit=" + (TRACKED + UNTRACKED));

    assertThat(exitCode).isEqualTo(ExitCode.OK);

    List<JsonNode> lines = out.toString().lines().map(WatchCommandTest::json).toList();
    assertThat(lines).hasSize(TRACKED + UNTRACKED + 1);
    assertThat(lines.subList(0, TRACKED + UNTRACKED))
        .allSatisfy(line -> assertThat(line.path("event").asText()).isEqualTo("mesh"))
        .extracting(line -> line.path("trackId").asText("none"))
        .contains("7", "none");
    JsonNode made = lines.get(TRACKED + UNTRACKED);
    assertThat(made.path("track").asText()).isEqualTo("door 7");
    assertThat(made.path("frames").asInt()).isEqualTo(TRACKED);
    assertThat(made.path("seconds").asDouble()).isEqualTo(.7);
    assertThat(made.path("bytes").asLong()).isEqualTo(Files.size(file));
    assertThat(made.path("missing").get(0).asText()).isEqualTo("tongueOut");
    assertThat(made.path("largestShapeDifferenceMm").asDouble()).isLessThan(1e-3);
    checkAnimation(file);
  }

  /** As another library reads it. */
  private void checkAnimation(Path file) throws Exception {
    GltfModel gltf = new GltfModelReader().read(file);
    AnimationModel animation = gltf.getAnimationModels().get(0);
    assertThat(animation.getChannels())
        .extracting(AnimationModel.Channel::getPath)
        .containsExactly("rotation", "translation", "weights");
    AccessorFloatData weights =
        (AccessorFloatData)
            animation.getChannels().get(2).getSampler().getOutput().getAccessorData();
    assertThat(weights.getNumElements()).isEqualTo(TRACKED * model.expressionCount());
    for (int frame = 0; frame < TRACKED; frame++) {
      float[] expected = Tracks.face(model, frame).expression();
      for (int e = 0; e < expected.length; e++) {
        assertThat(weights.get(frame * expected.length + e, 0)).isEqualTo(expected[e]);
      }
    }
  }

  @Test
  void shouldAnimateAFaceByItsIndexWhereNobodyTracks() throws Exception {
    Path file = folder.resolve("hall.glb");

    int exitCode =
        watchAll(
            "--camera=hall",
            "--track=#0",
            "--animate=" + file,
            "--compress=meshopt",
            "--limit=" + UNTRACKED);

    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(out.toString()).contains("animated hall #0: 3 frames, 0.2 s", "without tongueOut");
    assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
        .startsWith("glTF")
        .contains("EXT_meshopt_compression");
  }

  @Test
  void shouldAnimateWhatItHasWhenItIsInterrupted() throws Exception {
    Path file = folder.resolve("cut.glb");
    int[] exitCode = {-1};
    Thread command =
        new Thread(
            () ->
                exitCode[0] =
                    run(CONFIG, "--from-beginning", "--camera=door", "--animate=" + file));
    command.start();
    await().atMost(PATIENCE).until(() -> out.toString().lines().count() == TRACKED);

    command.interrupt();
    command.join(PATIENCE.toMillis());

    assertThat(exitCode[0]).isEqualTo(ExitCode.INTERRUPTED);
    assertThat(file).isNotEmptyFile();
    assertThat(out.toString()).contains("animated door 7: 8 frames");
  }

  @Test
  void shouldEndWhereThereIsNothingMoreAndSayThatNothingIsAnimated() {
    assertThat(run(CONFIG, "--for=1s")).isEqualTo(ExitCode.OK);
    assertThat(run(CONFIG, "--idle=1s", "--animate=" + folder.resolve("none.glb")))
        .isEqualTo(ExitCode.INCOMPLETE);
    assertThat(err.toString()).contains("no face came to be animated");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void shouldRefuseWhatCannotBe() {
    assertThat(run(CONFIG, "--format=stl", "--out=" + folder)).isEqualTo(ExitCode.USAGE);
    assertThat(run(CONFIG, "--expressions", "--detail=both", "--out=" + folder))
        .isEqualTo(ExitCode.USAGE);
    assertThat(run(CONFIG, "--limit=0")).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("glb, obj, ply, json, png", "coarse mesh", "--limit");
  }

  private int watchAll(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--from-beginning";
    return run(CONFIG, all);
  }

  private int run(RelievoConfig config, String... arguments) {
    WatchCommand command = new WatchCommand();
    command.config = config;
    String[] all = Arrays.copyOf(arguments, arguments.length + 1);
    all[arguments.length] = "--kafka=" + topic.bootstrapServers();
    return new CommandLine(command)
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setExecutionExceptionHandler(new FailureHandler())
        .execute(all);
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
