package dev.relievo.stage.detect;

import dev.relievo.face.FaceRecords;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
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
import dev.relievo.stage.Outcome;
import dev.relievo.stage.Stage;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Tensors;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The stage {@code detect}: frames to face crops.
 *
 * <p>Input: {@link Frame}, any image that {@link ImageDecoder} takes. Output: one {@link FaceCrop}
 * a face, ordered by the box's left edge; none where there is no face. A frame that cannot be
 * decoded becomes {@link Outcome.Failed} with the decoder's reason. The networks see all frames of
 * a batch, and then all their faces, together.
 */
public final class DetectStage implements Stage<Frame, FaceCrop> {

  private static final int LANDMARKS = 468;

  private final FaceDetector detector;

  /** Loads the networks. */
  public DetectStage(ModelStore store) {
    this(store, FaceDetectorOptions.DEFAULT);
  }

  /** Loads the networks. */
  public DetectStage(ModelStore store, FaceDetectorOptions options) {
    detector = new FaceDetector(store, options);
  }

  @Override
  public List<Outcome<FaceCrop>> apply(List<Frame> batch) {
    List<Outcome<FaceCrop>> out = new ArrayList<>(batch.size());
    List<RgbImage> images = new ArrayList<>(batch.size());
    List<Integer> decoded = new ArrayList<>(batch.size());
    for (int i = 0; i < batch.size(); i++) {
      try {
        images.add(ImageDecoder.decode(batch.get(i).getImage()));
        decoded.add(i);
        out.add(null);
      } catch (ImageRejectedException e) {
        out.add(Outcome.failed(e.reason(), e.getMessage()));
      }
    }
    List<List<Face>> faces = detector.detect(images);
    for (int i = 0; i < images.size(); i++) {
      int at = decoded.get(i);
      out.set(at, new Outcome.Done<>(crops(batch.get(at), images.get(i), faces.get(i))));
    }
    return out;
  }

  private List<FaceCrop> crops(Frame frame, RgbImage image, List<Face> found) {
    List<Face> faces = new ArrayList<>(found);
    faces.sort(Comparator.comparingDouble(f -> f.box().x()));
    List<FaceCrop> out = new ArrayList<>(faces.size());
    for (int i = 0; i < faces.size(); i++) {
      Face face = faces.get(i);
      FaceCropping.Crop crop = FaceCropping.of(face.landmarks());
      RgbImage pixels = Warp.crop(image, crop.toFrame(), crop.side());
      out.add(
          new FaceCrop(
              reference(frame, image, face, crop, i, faces.size()),
              Tensors.of(face.landmarks(), LANDMARKS, 3),
              new EncodedImage(
                  crop.side(),
                  crop.side(),
                  ImageEncoding.JPEG,
                  ByteBuffer.wrap(ImageEncoder.jpeg(pixels, ImageEncoder.PHOTO_QUALITY)))));
    }
    return out;
  }

  private FaceRef reference(
      Frame frame, RgbImage image, Face face, FaceCropping.Crop crop, int index, int count) {
    Detection box = face.box();
    return FaceRef.newBuilder()
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
        .setIntrinsics(frame.getIntrinsics())
        .setModels(detector.models())
        .build();
  }

  @Override
  public void close() {
    detector.close();
  }
}
