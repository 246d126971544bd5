package dev.relievo.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.relievo.export.DisplacementImages;
import dev.relievo.export.Faces;
import dev.relievo.export.Glb;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.MorphableModels;
import dev.relievo.image.GreyDecoder;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageLimits;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.record.DetailedFace;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceMesh;
import dev.relievo.record.ImageEncoding;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.mesh.MeshStage;
import dev.relievo.tensor.Safetensors;
import dev.relievo.tensor.Safetensors.Tensor;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * Valid bytes with random damage, through everything that reads bytes of others: each try ends well
 * or with the failure that the reader declares, soon, and without asking for memory that the bytes
 * are no reason for.
 */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class HostileBytesTest {

  private static final int TRIES = 400;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** Reads; may throw what it declares. */
  @FunctionalInterface
  private interface Reader {
    void read(byte[] bytes) throws Exception;
  }

  /**
   * One reader.
   *
   * @param failure what it may throw
   * @param most bytes of heap that one read may ask for
   */
  private record Case(Class<? extends Exception> failure, long most, byte[] valid, Reader reader) {}

  @TestFactory
  Stream<DynamicTest> shouldEndWellOrAsDeclared() throws Exception {
    return cases().entrySet().stream()
        .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> damage(entry.getValue())));
  }

  private static Map<String, Case> cases() throws Exception {
    Map<String, Case> cases = new LinkedHashMap<>();
    images(cases);
    records(cases);
    MorphableModel model = MorphableModels.tiny();
    cases.put(
        "safetensors",
        new Case(
            IOException.class,
            16 << 20,
            safetensors(),
            b -> Safetensors.parse(ByteBuffer.wrap(b), "it")));
    MeshStage mesh = new MeshStage(model);
    cases.put(
        "glb",
        new Case(
            IllegalArgumentException.class,
            16 << 20,
            glb(mesh, Faces.detailed(model, 0)),
            b -> Glb.readTexture(ByteBuffer.wrap(b))));
    cases.put(
        "a face through the mesh stage",
        new Case(
            InvalidRecordException.class,
            512 << 20,
            Topics.DETAILED_FACES.codec().encode(Faces.detailed(model, 0)),
            b -> {
              DetailedFace face = Topics.DETAILED_FACES.codec().decode(b);
              assertThat(mesh.apply(List.of(face))).hasSize(1);
            }));
    cases.put(
        "coefficients",
        new Case(
            IllegalArgumentException.class,
            16 << 20,
            Topics.DETAILED_FACES.codec().encode(Faces.detailed(model, 0)),
            b -> {
              try {
                DetailedFace face = Topics.DETAILED_FACES.codec().decode(b);
                FaceRecords.fromRecord(model, face.getCoefficients());
              } catch (InvalidRecordException e) {
                throw new IllegalArgumentException(e);
              }
            }));
    return cases;
  }

  private static byte[] glb(MeshStage stage, DetailedFace face) {
    Outcome.Done<FaceMesh> done = (Outcome.Done<FaceMesh>) stage.apply(List.of(face)).get(0);
    return done.outputs().get(0).getMesh().array();
  }

  private static void images(Map<String, Case> cases) throws IOException {
    RgbImage picture = picture();
    // Of the pixels that a header may claim: 3 bytes each on the heap.
    ImageLimits limits = new ImageLimits(1 << 20, 1 << 20, 1);
    long most = (3L << 20) + (8 << 20);
    Reader decode = b -> ImageDecoder.decode(ByteBuffer.wrap(b), limits);
    cases.put("jpeg", image(most, ImageEncoder.jpeg(picture, 90), decode));
    cases.put("png", image(most, ImageEncoder.png(picture), decode));
    cases.put(
        "reduced jpeg",
        image(
            most,
            ImageEncoder.jpeg(picture, 90),
            b -> ImageDecoder.decodeReduced(ByteBuffer.wrap(b), 16, limits)));
    cases.put(
        "grey png",
        image(
            most,
            ImageEncoder.greyPng(new byte[64 * 64], 64, 64),
            b -> GreyDecoder.decode8(ByteBuffer.wrap(b), 64, 64)));
    cases.put(
        "displacement",
        image(
            most,
            ImageEncoder.greyPng(new short[64 * 64], 64, 64),
            b ->
                DisplacementImages.decode(
                    new EncodedImage(64, 64, ImageEncoding.PNG, ByteBuffer.wrap(b)), 0.001f)));
  }

  private static Case image(long most, byte[] valid, Reader reader) {
    return new Case(ImageRejectedException.class, most, valid, reader);
  }

  /** Golden bytes of every record type, as old releases wrote them. */
  private static void records(Map<String, Case> cases) throws IOException {
    for (Topic<?> topic : Topics.all()) {
      String type = topic.type().getSimpleName();
      Path golden = Path.of("src/test/resources/golden", type, "1.bin");
      cases.put(
          type,
          new Case(
              InvalidRecordException.class,
              4 << 20,
              Files.readAllBytes(golden),
              b -> topic.codec().decode(b)));
    }
  }

  private static byte[] safetensors() throws IOException {
    Path file = Files.createTempFile("tensors", ".safetensors");
    try {
      Safetensors.of(
              Map.of("x", Tensor.f32(new float[] {1, 2, 3, 4, 5, 6}, 2, 3)), Map.of("name", "it"))
          .write(file);
      return Files.readAllBytes(file);
    } finally {
      Files.delete(file);
    }
  }

  private static RgbImage picture() {
    RgbImage image = new RgbImage(48, 40);
    new Random(1).nextBytes(image.data());
    return image;
  }

  private static void damage(Case one) throws Exception {
    one.reader().read(one.valid());
    Random random = new Random(20);
    int failures = 0;
    for (int i = 0; i < TRIES; i++) {
      byte[] damaged = damaged(one.valid(), random);
      long before = allocated();
      try {
        one.reader().read(damaged);
      } catch (Exception e) {
        assertThat(e).as("try %d", i).isInstanceOf(one.failure());
        failures++;
      }
      assertThat(allocated() - before).as("bytes asked for in try %d", i).isLessThan(one.most());
    }
    assertThat(failures).as("damage that was noticed").isPositive();
  }

  private static long allocated() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }

  /** One to four damages of a kind that lengths, counts and offsets do not like. */
  private static byte[] damaged(byte[] valid, Random random) {
    byte[] bytes = valid.clone();
    for (int n = 1 + random.nextInt(4); n > 0 && bytes.length > 0; n--) {
      // Headers are where a byte does most: half of the damage goes there.
      int reach = random.nextBoolean() ? Math.min(64, bytes.length) : bytes.length;
      int at = random.nextInt(reach);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) List.of(0, 0x7f, 0x80, 0xff).get(random.nextInt(4)).intValue();
        case 2 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + 4), (byte) 0xff);
        case 3 -> bytes = Arrays.copyOf(bytes, at);
        case 4 ->
            bytes =
                joined(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at / 2, bytes.length));
        default -> {
          byte[] noise = new byte[1 + random.nextInt(8)];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, bytes, at, Math.min(noise.length, bytes.length - at));
        }
      }
    }
    return bytes;
  }

  private static byte[] joined(byte[] a, byte[] b) {
    byte[] out = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, out, a.length, b.length);
    return out;
  }
}
