package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.relievo.export.DisplacementImages;
import dev.relievo.face.DisplacementMap;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.RgbImage;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RecordCodecTest {

  private static final RecordCodec<Frame> FRAMES = Topics.FRAMES.codec();

  static Stream<Topic<?>> topics() {
    return Topics.onBroker().stream();
  }

  @ParameterizedTest
  @MethodSource("topics")
  <T extends SpecificRecord> void shouldReturnWhatItWrote(Topic<T> topic) throws Exception {
    T sample = topic.type().cast(SampleRecords.of(topic.type()));

    assertThat(topic.codec().decode(topic.codec().encode(sample))).isEqualTo(sample);
  }

  @Test
  void shouldWriteWhatAvrosOwnDecoderReads() throws Exception {
    Frame frame = SampleRecords.frame("door", 7, "a photograph");

    assertThat(Frame.fromByteBuffer(ByteBuffer.wrap(FRAMES.encode(frame)))).isEqualTo(frame);
    assertThat(FRAMES.decode(frame.toByteBuffer().array())).isEqualTo(frame);
  }

  @Test
  void shouldNotCopyTheImage() throws Exception {
    byte[] encoded = FRAMES.encode(SampleRecords.frame("door", 7, "a photograph"));

    ByteBuffer image = FRAMES.decode(encoded).getImage();

    assertThat(image.isReadOnly()).isTrue();
    int at = new String(encoded, java.nio.charset.StandardCharsets.ISO_8859_1).indexOf("photo");
    encoded[at] = 'P';
    assertThat((char) image.get(2)).isEqualTo('P');
  }

  @Test
  void shouldHaveRoomForTheNoisiestReliefOf512Texels() throws Exception {
    int size = 512;
    Random random = new Random(3);
    DisplacementMap relief = DisplacementMap.flat(size);
    for (int i = 0; i < relief.millimetres().length; i++) {
      relief.millimetres()[i] = (float) (0.3 * random.nextGaussian());
    }
    byte[] grey = new byte[size * size];
    random.nextBytes(grey);
    RgbImage noise = new RgbImage(size, size);
    random.nextBytes(noise.data());
    EncodedImage map = image(size, ImageEncoder.greyPng(grey, size, size));
    DetailedFace face =
        DetailedFace.newBuilder((DetailedFace) SampleRecords.of(DetailedFace.class))
            .setTexture(image(size, ImageEncoder.jpeg(noise, ImageEncoder.PHOTO_QUALITY)))
            .setVisibility(map)
            .setConfidence(map)
            .setDisplacement(DisplacementImages.encode(relief))
            .build();

    byte[] encoded = Topics.DETAILED_FACES.codec().encode(face);

    assertThat(encoded.length).isBetween(1 << 20, Topics.DETAILED_FACES.maxValueBytes());
    assertThat(Topics.DETAILED_FACES.codec().decode(encoded)).isEqualTo(face);
  }

  private static EncodedImage image(int size, byte[] data) {
    return new EncodedImage(size, size, ImageEncoding.PNG, ByteBuffer.wrap(data));
  }

  @Test
  void shouldRejectWhatIsMissing() {
    assertRejected(null, RejectReason.INVALID_RECORD, "no value");
    assertRejected(new byte[0], RejectReason.INVALID_RECORD, "no value");
  }

  @Test
  void shouldRejectWhatIsNotInSingleObjectEncoding() {
    assertRejected(new byte[] {1}, RejectReason.INVALID_RECORD, "C3 01");
    assertRejected("{\"cameraId\": \"door\"}".getBytes(), RejectReason.INVALID_RECORD, "C3 01");
  }

  @Test
  void shouldRejectARecordOfAnotherType() {
    byte[] crop = Topics.FACE_CROPS.codec().encode(SampleRecords.crop("door", 7, 0, 1));

    assertRejected(crop, RejectReason.INVALID_RECORD, "no version of Frame");
  }

  @Test
  void shouldRejectARecordLargerThanItsTopicTakes() {
    RecordCodec<Frame> small = new RecordCodec<>(Frame.class, 20);
    byte[] encoded = FRAMES.encode(SampleRecords.frame("door", 7, "a photograph"));

    assertThatThrownBy(() -> small.decode(encoded))
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidRecordException.class))
        .returns(RejectReason.RECORD_TOO_LARGE, InvalidRecordException::reason);
  }

  @Test
  void shouldRejectEveryTruncation() {
    byte[] encoded = Topics.FACE_CROPS.codec().encode(SampleRecords.crop("door", 7, 0, 1));

    for (int length = 0; length < encoded.length; length++) {
      byte[] cut = Arrays.copyOf(encoded, length);
      assertThatThrownBy(() -> Topics.FACE_CROPS.codec().decode(cut))
          .isInstanceOf(InvalidRecordException.class);
    }
  }

  @Test
  void shouldRejectBytesLeftOver() {
    byte[] encoded = FRAMES.encode(SampleRecords.frame("door", 7, "a photograph"));

    assertRejected(
        Arrays.copyOf(encoded, encoded.length + 3), RejectReason.INVALID_RECORD, "3 bytes");
  }

  @Test
  void shouldNotAllocateWhatALengthClaims() {
    byte[] encoded = FRAMES.encode(SampleRecords.frame("door", 7, "a photograph"));
    ByteBuffer claim = ByteBuffer.wrap(encoded);
    // The first field is a string, whose length becomes 2^35 and more.
    claim.position(10).put(new byte[] {-2, -1, -1, -1, -1, 1});

    assertRejected(encoded, RejectReason.INVALID_RECORD, "bytes in the last");
  }

  @Test
  void shouldRejectOrReadButNeverThrowAnythingElseOnDamage() {
    byte[] encoded = Topics.FACE_CROPS.codec().encode(SampleRecords.crop("door", 7, 0, 1));
    Random random = new Random(1);
    int rejected = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] damaged = encoded.clone();
      for (int n = 0; n < 3; n++) {
        damaged[10 + random.nextInt(damaged.length - 10)] = (byte) random.nextInt();
      }
      try {
        FaceCrop read = Topics.FACE_CROPS.codec().decode(damaged);
        assertThat(read.getCrop().getData().remaining()).isLessThan(encoded.length);
      } catch (InvalidRecordException e) {
        rejected++;
      }
    }
    assertThat(rejected).isGreaterThan(1_000);
  }

  @Test
  void shouldNotMixARecordThatCouldNotBeWrittenIntoTheNext() throws Exception {
    Frame noImage = SampleRecords.frame("window", 8, "none");
    noImage.put("image", null);
    assertThatThrownBy(() -> FRAMES.encode(noImage)).isInstanceOf(RuntimeException.class);

    Frame frame = SampleRecords.frame("door", 7, "a photograph");
    assertThat(FRAMES.decode(FRAMES.encode(frame))).isEqualTo(frame);
  }

  private static void assertRejected(byte[] bytes, RejectReason reason, String message) {
    assertThatThrownBy(() -> FRAMES.decode(bytes))
        .hasMessageContaining(message)
        .asInstanceOf(InstanceOfAssertFactories.type(InvalidRecordException.class))
        .returns(reason, InvalidRecordException::reason);
  }
}
