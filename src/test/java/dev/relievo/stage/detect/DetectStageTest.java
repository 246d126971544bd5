package dev.relievo.stage.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.Detection;
import dev.relievo.nn.Face;
import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.nn.Photos;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Intrinsics;
import dev.relievo.record.RejectReason;
import dev.relievo.stage.Outcome;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DetectStageTest {

  private static DetectStage stage;

  @BeforeAll
  static void load() {
    stage = new DetectStage(ModelStore.open(), FaceDetectorOptions.DEFAULT);
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @Test
  void shouldKeepTheSurestOfACrowdFromLeftToRight() {
    List<Face> crowd =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    new Face(
                        new Detection(199 - i, 0, 9, 9, 1, new float[12]), i / 200f, new float[0]))
            .toList();

    assertThat(DetectStage.kept(crowd))
        .hasSize(DetectStage.MOST_FACES)
        .allMatch(face -> face.presence() >= (200 - DetectStage.MOST_FACES) / 200f)
        .extracting(face -> face.box().x())
        .isSorted();
  }

  @Test
  void shouldAnswerEveryFrameOfABatchInOrder() {
    byte[] photo = Photos.bytes(Photos.GRACE_HOPPER);
    List<Outcome<FaceCrop>> outcomes =
        stage.apply(
            List.of(
                frame(1, photo),
                frame(2, "not a picture".getBytes(StandardCharsets.US_ASCII)),
                frame(3, new byte[0]),
                frame(4, java.util.Arrays.copyOf(photo, photo.length / 2)),
                frame(5, ImageEncoder.png(new RgbImage(320, 240))),
                frame(6, Photos.bytes(Photos.ASTRONAUT))));

    assertThat(faces(outcomes.get(0))).hasSize(1);
    assertThat(reason(outcomes.get(1))).isEqualTo(RejectReason.NOT_AN_IMAGE);
    assertThat(reason(outcomes.get(2))).isEqualTo(RejectReason.EMPTY);
    assertThat(reason(outcomes.get(3))).isEqualTo(RejectReason.CORRUPT);
    assertThat(faces(outcomes.get(4))).isEmpty();
    assertThat(faces(outcomes.get(5))).hasSize(1);
    assertThat(faces(outcomes.get(5)).get(0).getFace().getSequence()).isEqualTo(6);
  }

  @Test
  void shouldFindAGroupBehindANearFaceWhereAskedTo() {
    RgbImage group = new RgbImage(1000, 620);
    Photos.paste(group, Photos.image(Photos.GRACE_HOPPER), 0, 10);
    RgbImage astronaut = Halving.halve(Photos.image(Photos.ASTRONAUT));
    Photos.paste(group, astronaut, 520, 20);
    Photos.paste(group, astronaut, 740, 320);
    Frame frame = frame(8, ImageEncoder.png(group));

    assertThat(found(frame, 0.25f)).isEqualTo(1);
    assertThat(found(frame, Float.POSITIVE_INFINITY)).isEqualTo(3);
  }

  private static int found(Frame frame, float nearFace) {
    FaceDetectorOptions options = FaceDetectorOptions.DEFAULT.withNearFace(nearFace);
    try (DetectStage searching = new DetectStage(ModelStore.open(), options)) {
      searching.warmUp(2);
      return faces(searching.apply(List.of(frame)).get(0)).size();
    }
  }

  @Test
  void shouldOrderFacesFromLeftToRightAndFillTheirReferences() {
    RgbImage group = new RgbImage(1100, 620);
    Photos.paste(group, Photos.image(Photos.GRACE_HOPPER), 550, 10);
    Photos.paste(group, Photos.image(Photos.ASTRONAUT), 10, 50);
    Frame frame = frame(7, ImageEncoder.png(group));
    frame.put("intrinsics", new Intrinsics(900.0, 550.0, 310.0));

    List<FaceCrop> crops = faces(stage.apply(List.of(frame)).get(0));

    assertThat(crops).hasSize(2);
    for (int i = 0; i < 2; i++) {
      FaceRef face = crops.get(i).getFace();
      assertThat(face.getFaceId()).isEqualTo("door/7#" + i);
      assertThat(face.getFaceIndex()).isEqualTo(i);
      assertThat(face.getFaceCount()).isEqualTo(2);
      assertThat(face.getFrameWidth()).isEqualTo(1100);
      assertThat(face.getFrameHeight()).isEqualTo(620);
      assertThat(face.getIntrinsics()).isEqualTo(frame.getIntrinsics());
      assertThat(face.getIntrinsicsAssumed()).isFalse();
      assertThat(face.getCapturedAt()).isEqualTo(frame.getCapturedAt());
      assertThat(face.getScore()).isGreaterThan(0.9f);
      assertThat(face.getModels()).hasSize(3).allMatch(id -> id.matches("[a-z0-9-]+@\\d+"));
    }
    assertThat(crops.get(0).getFace().getBox().getX())
        .isLessThan(crops.get(1).getFace().getBox().getX());
  }

  @Test
  void shouldAssumeOneLensForAllFacesOfAFrameThatPutsTheLargestNoNearerThanEightyCentimetres() {
    RgbImage group = new RgbImage(1100, 620);
    Photos.paste(group, Photos.image(Photos.GRACE_HOPPER), 550, 10);
    Photos.paste(group, Photos.image(Photos.ASTRONAUT), 10, 50);

    List<FaceCrop> crops = faces(stage.apply(List.of(frame(9, ImageEncoder.png(group)))).get(0));

    double largest = 0;
    for (FaceCrop crop : crops) {
      float[] points = Tensors.floats(crop.getLandmarks(), FaceLandmarks.COUNT, 3);
      largest = Math.max(largest, FaceLandmarks.interOcular(points));
      assertThat(crop.getFace().getIntrinsicsAssumed()).isTrue();
    }
    Camera expected = Camera.ofFrame(1100, 620, largest);
    assertThat(expected.focal()).isGreaterThan(1100);
    assertThat(crops).hasSize(2);
    for (FaceCrop crop : crops) {
      assertThat(FaceRecords.camera(crop.getFace())).isEqualTo(expected);
    }
  }

  @Test
  void shouldCutACropThatShowsTheFaceLevelAndNotEnlarged() throws Exception {
    FaceCrop crop =
        faces(stage.apply(List.of(frame(1, Photos.bytes(Photos.GRACE_HOPPER)))).get(0)).get(0);

    RgbImage pixels = ImageDecoder.decode(crop.getCrop().getData());
    SimilarityTransform toCrop = FaceRecords.cropToFrame(crop.getFace()).inverse();
    float[] points = Tensors.floats(crop.getLandmarks(), FaceLandmarks.COUNT, 3);
    assertThat(pixels.width()).isEqualTo(crop.getCrop().getWidth()).isEqualTo(pixels.height());
    assertThat(toCrop.scale()).isLessThanOrEqualTo(1);
    double right = cropY(toCrop, points, FaceLandmarks.RIGHT_EYE_OUTER);
    double left = cropY(toCrop, points, FaceLandmarks.LEFT_EYE_OUTER);
    assertThat(right).isCloseTo(left, org.assertj.core.api.Assertions.within(0.01));
    for (int i = 0; i < points.length; i += 3) {
      assertThat(toCrop.applyX(points[i], points[i + 1])).isBetween(0.0, (double) pixels.width());
      assertThat(toCrop.applyY(points[i], points[i + 1])).isBetween(0.0, (double) pixels.width());
    }
  }

  private static double cropY(SimilarityTransform toCrop, float[] points, int landmark) {
    return toCrop.applyY(points[3 * landmark], points[3 * landmark + 1]);
  }

  private static Frame frame(long sequence, byte[] image) {
    return Frame.newBuilder()
        .setCameraId("door")
        .setSequence(sequence)
        .setCapturedAt(Instant.parse("2026-01-02T03:04:05.000006Z"))
        .setEncoding(ImageEncoding.UNKNOWN)
        .setImage(ByteBuffer.wrap(image))
        .build();
  }

  private static List<FaceCrop> faces(Outcome<FaceCrop> outcome) {
    return ((Outcome.Done<FaceCrop>) outcome).outputs();
  }

  private static RejectReason reason(Outcome<FaceCrop> outcome) {
    return ((Outcome.Failed<FaceCrop>) outcome).reason();
  }
}
