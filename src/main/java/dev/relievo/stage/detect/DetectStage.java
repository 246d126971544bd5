package dev.relievo.stage.detect;

import dev.relievo.face.Camera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.nn.Detection;
import dev.relievo.nn.Face;
import dev.relievo.nn.FaceDetector;
import dev.relievo.nn.FaceDetectorOptions;
import dev.relievo.record.Box;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.record.Frame;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.Intrinsics;
import dev.relievo.record.TrackedCamera;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.stage.StageMemory;
import dev.relievo.stage.TrackOptions;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * From frames to aligned crops of the faces in them.
 *
 * <p>Input {@link Frame}, output {@link FaceCrop}, none to several an input, ordered by the box's
 * x; the surest 64 of more. A frame without a face is Done with no output. Fails with the decoder's
 * reason where the picture cannot be read. The networks see all pictures of a batch together.
 */
public final class DetectStage implements Stage<Frame, FaceCrop> {

  /** A picture of a crowd, or one made for it, must not keep the chain busy for minutes. */
  static final int MOST_FACES = 64;

  private final FaceDetector detector;
  private final List<String> models;
  private final TrackOptions track;

  /** Loads the networks; faces are not followed. */
  public DetectStage(ModelStore store, FaceDetectorOptions options) {
    this(store, options, TrackOptions.OFF);
  }

  /**
   * Loads the networks.
   *
   * @param track how faces are followed by {@link #memory}
   */
  public DetectStage(ModelStore store, FaceDetectorOptions options, TrackOptions track) {
    detector = new FaceDetector(store, options);
    this.track = track;
    models = FaceDetector.MODELS.stream().map(store::id).toList();
  }

  @Override
  public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
    List<Outcome<FaceCrop>> outcomes = new ArrayList<>(batch.size());
    List<RgbImage> images = new ArrayList<>(batch.size());
    List<Integer> slots = new ArrayList<>(batch.size());
    for (Frame frame : batch) {
      try {
        images.add(ImageDecoder.decode(frame.getImage()));
        slots.add(outcomes.size());
        outcomes.add(null);
      } catch (ImageRejectedException e) {
        outcomes.add(Outcome.failed(e.reason(), e.getMessage()));
      }
    }
    List<List<Face>> found = images.isEmpty() ? List.of() : detector.detect(images);
    for (int i = 0; i < slots.size(); i++) {
      int slot = slots.get(i);
      outcomes.set(slot, new Outcome.Done<>(crops(batch.get(slot), images.get(i), found.get(i))));
    }
    return outcomes;
  }

  private List<FaceCrop> crops(Frame frame, RgbImage image, List<Face> faces) {
    List<Face> ordered = kept(faces);
    List<FaceCrop> out = new ArrayList<>(ordered.size());
    Pyramid pyramid = new Pyramid(image);
    Intrinsics lens = lens(frame, image, ordered);
    for (int index = 0; index < ordered.size(); index++) {
      out.add(crop(frame, lens, pyramid, ordered.get(index), index, ordered.size()));
    }
    return out;
  }

  /** The surest of too many, from left to right. */
  static List<Face> kept(List<Face> faces) {
    return faces.stream()
        .sorted(Comparator.comparingDouble(Face::presence).reversed())
        .limit(MOST_FACES)
        .sorted(Comparator.comparingDouble(face -> face.box().x()))
        .toList();
  }

  /** The frame's own, else what its faces suggest; one for all of them: they share a space. */
  private static Intrinsics lens(Frame frame, RgbImage image, List<Face> faces) {
    if (frame.getIntrinsics() != null) {
      return frame.getIntrinsics();
    }
    double largest =
        faces.stream().mapToDouble(f -> FaceLandmarks.interOcular(f.landmarks())).max().orElse(0);
    Camera camera = Camera.ofFrame(image.width(), image.height(), largest);
    return FaceRecords.toRecord(camera);
  }

  private FaceCrop crop(
      Frame frame, Intrinsics lens, Pyramid pyramid, Face face, int index, int count) {
    RgbImage image = pyramid.image();
    AlignedCrop crop = AlignedCrop.of(face.landmarks());
    RgbImage pixels = pyramid.crop(crop);
    Detection box = face.box();
    FaceRef ref =
        FaceRef.newBuilder()
            .setFaceId(frame.getCameraId() + "/" + frame.getSequence() + "#" + index)
            .setCameraId(frame.getCameraId())
            .setSequence(frame.getSequence())
            .setCapturedAt(frame.getCapturedAt())
            .setFaceIndex(index)
            .setFaceCount(count)
            .setBox(new Box(box.x(), box.y(), box.width(), box.height()))
            .setScore(face.presence())
            .setCropToFrame(FaceRecords.toRecord(crop.toFrame()))
            .setFrameWidth(image.width())
            .setFrameHeight(image.height())
            .setIntrinsics(lens)
            .setIntrinsicsAssumed(frame.getIntrinsics() == null)
            .setModels(models)
            .build();
    byte[] jpeg = ImageEncoder.jpeg(pixels, ImageEncoder.PHOTO_QUALITY);
    return FaceCrop.newBuilder()
        .setFace(ref)
        .setLandmarks(Tensors.of(face.landmarks(), FaceLandmarks.COUNT, 3))
        .setCrop(
            new EncodedImage(crop.size(), crop.size(), ImageEncoding.JPEG, ByteBuffer.wrap(jpeg)))
        .build();
  }

  /** Gives faces their {@code trackId}. */
  @Override
  public Optional<StageMemory<Frame, FaceCrop, ?>> memory() {
    return track.enabled() ? Optional.of(tracks(track)) : Optional.empty();
  }

  /** What gives faces their {@code trackId}, without the networks. */
  public static StageMemory<Frame, FaceCrop, TrackedCamera> tracks(TrackOptions options) {
    return new FaceTracks(options);
  }

  @Override
  public void warmUp(int maxBatch) {
    detector.warmUp(maxBatch);
  }

  @Override
  public void close() {
    detector.close();
  }
}
