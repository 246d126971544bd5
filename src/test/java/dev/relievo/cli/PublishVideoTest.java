package dev.relievo.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.stream.EmbeddedBroker;
import dev.relievo.stream.FrameTopic;
import dev.relievo.stream.TestConfig;
import dev.relievo.video.TestCamera;
import dev.relievo.video.TestVideo;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code relievo publish} of what moves, on a broker. */
@Timeout(120)
class PublishVideoTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private static EmbeddedBroker broker;

  @TempDir private Path folder;

  private int exitCode;
  private String out;
  private String err;

  @BeforeAll
  static void startBroker() {
    broker = EmbeddedBroker.start();
    FrameTopic.create(broker);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  private Path clip(int pictures) {
    Path file = folder.resolve("clip.mp4");
    new TestVideo().pictures(pictures).write(file);
    return file;
  }

  @Test
  void shouldPublishEveryPictureOfAClipInOrderWithItsTime() throws Exception {
    publish("order", clip(10).toString(), "--start=" + NOON, "--json");

    assertThat(exitCode).isEqualTo(ExitCode.OK);
    List<Frame> frames = frames("order");
    assertThat(numbers(frames)).isEqualTo(IntStream.range(0, 10).boxed().toList());
    for (int i = 0; i < frames.size(); i++) {
      Frame frame = frames.get(i);
      assertThat(frame.getCapturedAt()).isEqualTo(NOON.plusMillis(40L * i));
      assertThat(frame.getSequence())
          .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, frame.getCapturedAt()));
      assertThat(frame.getEncoding()).isEqualTo(ImageEncoding.JPEG);
    }
    JsonNode summary = JSON.readTree(out);
    assertThat(summary.path("published").asInt()).isEqualTo(10);
    assertThat(summary.path("droppedLate").asInt(-1)).isZero();
    assertThat(summary.path("capturedUntil").asText()).isEqualTo("2026-05-04T12:00:00.360Z");
    assertThat(summary.path("framesPerSecond").asDouble()).isPositive();
  }

  @Test
  void shouldThinOutLimitAndRepeat() throws Exception {
    Path clip = clip(10);
    publish("every", clip.toString(), "--every=3");
    assertThat(numbers(frames("every"))).containsExactly(0, 3, 6, 9);
    assertThat(out).contains("published 4 frames of every", "6 left out");

    publish("fps", clip.toString(), "--fps=12.5");
    assertThat(numbers(frames("fps"))).containsExactly(0, 2, 4, 6, 8);

    publish("loop", clip.toString(), "--loop", "--limit=23", "--start=" + NOON);
    List<Frame> frames = frames("loop");
    assertThat(numbers(frames)).startsWith(0, 1).endsWith(9, 0, 1, 2).hasSize(23);
    assertThat(frames.get(22).getCapturedAt()).isEqualTo(NOON.plusMillis(22 * 40));
  }

  @Test
  void shouldTakeAsLongAsTheClipAtRealSpeed() throws Exception {
    long begun = System.nanoTime();
    Instant before = Instant.now();
    publish("real", clip(25).toString(), "--real-time");

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(960));
    assertThat(frames("real").get(0).getCapturedAt()).isAfterOrEqualTo(before.minusMillis(1));
    // A slow machine may drop some; none is lost uncounted.
    int published = frames("real").size();
    int dropped = 25 - published;
    assertThat(out).contains("published " + published + " frames");
    assertThat(out.contains("dropped")).isEqualTo(dropped > 0);
  }

  @Test
  void shouldPublishNumberedImagesAsAVideoOfTheirRate() throws Exception {
    for (int i : new int[] {9, 10, 8, 100}) {
      RgbImage image = new RgbImage(40 + i, 40);
      Files.write(folder.resolve("img_%04d.png".formatted(i)), ImageEncoder.png(image));
    }
    publish("images", folder.resolve("img_%04d.png").toString(), "--fps=10", "--start=" + NOON);

    List<Frame> frames = frames("images");
    assertThat(frames).extracting(frame -> decoded(frame).width()).containsExactly(48, 49, 50, 140);
    assertThat(frames)
        .extracting(Frame::getCapturedAt)
        .containsExactly(NOON, NOON.plusMillis(100), NOON.plusMillis(200), NOON.plusMillis(300));
    assertThat(frames.get(0).getImage())
        .isEqualTo(ByteBuffer.wrap(Files.readAllBytes(folder.resolve("img_0008.png"))));
  }

  @Test
  void shouldPublishTheBytesOfACamerasStream() throws Exception {
    List<byte[]> jpegs =
        Stream.of(50, 60, 70).map(side -> ImageEncoder.jpeg(new RgbImage(side, side), 90)).toList();
    try (TestCamera camera =
        new TestCamera((connection, exchange) -> TestCamera.send(exchange, jpegs))) {
      publish("mjpeg", camera.address().toString(), "--limit=3", "--json");
    }
    assertThat(exitCode).isEqualTo(ExitCode.OK);
    assertThat(frames("mjpeg").stream().map(PublishVideoTest::bytes).toList())
        .usingElementComparator(Arrays::compare)
        .isEqualTo(jpegs);
  }

  @Test
  void shouldSayInOneLineWhatIsWrongWithASource() throws Exception {
    Path text = Files.writeString(folder.resolve("notes.txt"), "no picture");
    Map<String, Integer> wrong =
        Map.of(
            text.toString(),
            ExitCode.BAD_INPUT,
            folder.resolve("nothing.mp4").toString(),
            ExitCode.BAD_INPUT,
            folder.resolve("img_%03d.png").toString(),
            ExitCode.BAD_INPUT,
            folder.toString(),
            ExitCode.BAD_INPUT,
            "http://localhost:1/stream.mjpg",
            ExitCode.UNAVAILABLE,
            "ftp://camera/stream",
            ExitCode.USAGE);
    for (Map.Entry<String, Integer> one : wrong.entrySet()) {
      publish("wrong", one.getKey());
      assertThat(exitCode).as(err).isEqualTo(one.getValue());
      assertThat(err.strip().lines()).singleElement().asString().startsWith("relievo: ");
    }
    publish("wrong", clip(2).toString(), text.toString(), "--fps=-1");
    assertThat(exitCode).isEqualTo(ExitCode.USAGE);
    assertThat(frames("wrong")).isEmpty();
  }

  @Test
  void shouldPublishWhatIsThereOfADamagedClipAndSayThatSomeIsMissing() throws Exception {
    Path whole = folder.resolve("whole.mov");
    new TestVideo().codec("mjpeg").pictures(5).write(whole);
    byte[] bytes = Files.readAllBytes(whole);
    int at = bytes.length / 2;
    while (!(bytes[at] == (byte) 0xff && bytes[at + 1] == (byte) 0xd8)) {
      at++;
    }
    bytes[at] = 0;
    Files.write(whole, bytes);

    publish("damaged", whole.toString());

    assertThat(exitCode).isEqualTo(ExitCode.INCOMPLETE);
    assertThat(out).contains("published 4 frames", "1 damaged");
  }

  private static List<Integer> numbers(List<Frame> frames) {
    return frames.stream().map(frame -> TestVideo.number(decoded(frame))).toList();
  }

  private static RgbImage decoded(Frame frame) {
    try {
      return ImageDecoder.decode(frame.getImage());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] bytes(Frame frame) {
    byte[] bytes = new byte[frame.getImage().remaining()];
    frame.getImage().duplicate().get(bytes);
    return bytes;
  }

  private static List<Frame> frames(String camera) {
    return FrameTopic.read(broker, camera);
  }

  private void publish(String camera, String... arguments) {
    PublishCommand command = new PublishCommand();
    command.config = TestConfig.with(Map.of());
    StringWriter printed = new StringWriter();
    StringWriter complained = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.add("--camera=" + camera);
    all.add("--kafka=" + broker.bootstrapServers());
    exitCode =
        new CommandLine(command)
            .setOut(new PrintWriter(printed))
            .setErr(new PrintWriter(complained))
            .setExecutionExceptionHandler(new FailureHandler())
            .execute(all.toArray(String[]::new));
    out = printed.toString();
    err = complained.toString();
  }
}
