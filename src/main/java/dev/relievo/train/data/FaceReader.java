package dev.relievo.train.data;

import dev.relievo.face.Camera;
import dev.relievo.face.CropCamera;
import dev.relievo.face.FaceLandmarks;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.FaceVector;
import dev.relievo.face.MorphableModel;
import dev.relievo.face.SimilarityTransform;
import dev.relievo.image.Halving;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.image.Warp;
import dev.relievo.record.FaceCrop;
import dev.relievo.record.FaceRef;
import dev.relievo.stage.regress.FaceFit;
import dev.relievo.tensor.ModelStore;
import dev.relievo.tensor.Tensors;
import dev.relievo.train.data.PhotoFolder.Photo;
import java.io.IOException;
import java.util.Optional;

/**
 * Finds the largest face of a photograph with the stream's own stages, and fits it. Belongs to one
 * thread.
 */
final class FaceReader implements PhotoPass.Reader<StoredFace> {

  /** A fit whose landmarks are off by more than this part of the inter-ocular distance failed. */
  private static final float WORST_FIT = 0.09f;

  /** A fit with a larger photometric error explains something else than skin. */
  private static final float WORST_COLOUR = 0.2f;

  /** Pixels of a picture a pixel of the crop above which its half is read. */
  private static final double COARSEST = 1.5;

  private static final int SIDE = StoredFace.SIZE;

  private final LargestFace faces;
  private final FaceFit fit;
  private final FaceVector layout;

  FaceReader(ModelStore store, MorphableModel model) {
    faces = new LargestFace(store);
    fit = new FaceFit(model);
    layout = new FaceVector(model);
  }

  @Override
  public StoredFace read(Photo photo) throws IOException {
    Optional<FaceCrop> face = faces.find(photo);
    return face.isPresent() ? store(photo, face.get()) : none(photo);
  }

  private StoredFace none(Photo photo) {
    return StoredFace.none(
        photo.name(), photo.person(), photo.validation(), FaceLandmarks.COUNT, layout.length());
  }

  private StoredFace store(Photo photo, FaceCrop face) throws IOException {
    FaceRef ref = face.getFace();
    Camera camera = FaceRecords.camera(ref);
    float[] landmarks = Tensors.floats(face.getLandmarks(), FaceLandmarks.COUNT, 3);
    SimilarityTransform nativeToFrame = FaceRecords.cropToFrame(ref);
    RgbImage crop;
    FaceFit.Fitted fitted;
    try {
      crop = ImageDecoder.decode(face.getCrop().getData());
      fitted = fit.fit(landmarks, camera, nativeToFrame, crop);
    } catch (ImageRejectedException e) {
      throw new IOException(photo.file() + ": the crop cannot be read back", e);
    } catch (ArithmeticException e) {
      return none(photo);
    }
    SimilarityTransform toFrame =
        new SimilarityTransform(
            nativeToFrame.scale() * crop.width() / SIDE,
            nativeToFrame.rotation(),
            nativeToFrame.x(),
            nativeToFrame.y());
    CropCamera view = CropCamera.of(camera, toFrame, SIDE);
    boolean good = fitted.landmarkError() < WORST_FIT && fitted.photometricError() < WORST_COLOUR;
    return new StoredFace(
        photo.name(),
        photo.person(),
        true,
        photo.validation(),
        resample(crop).data(),
        inside(toFrame, ref.getFrameWidth(), ref.getFrameHeight()),
        Planar.landmarks(landmarks, toFrame.inverse()),
        view,
        layout.encode(view.toCrop(fitted.face()), view),
        fitted.landmarkError(),
        fitted.photometricError(),
        good ? 1 : 0);
  }

  /** To {@link StoredFace#SIZE}, halved first where bilinear sampling would skip pixels. */
  private static RgbImage resample(RgbImage crop) {
    RgbImage image = crop;
    double scale = (double) crop.width() / SIDE;
    while (scale > COARSEST) {
      image = Halving.halve(image);
      scale /= 2;
    }
    return Warp.crop(image, new SimilarityTransform(scale, 0, 0, 0), SIDE);
  }

  /** 1 where a pixel of the crop shows the frame, 0 where its edge is repeated. */
  private static byte[] inside(SimilarityTransform toFrame, int width, int height) {
    byte[] out = new byte[SIDE * SIDE];
    for (int i = 0; i < out.length; i++) {
      double x = toFrame.applyX(i % SIDE + 0.5, i / SIDE + 0.5);
      double y = toFrame.applyY(i % SIDE + 0.5, i / SIDE + 0.5);
      out[i] = (byte) (x >= 0 && y >= 0 && x <= width && y <= height ? 1 : 0);
    }
    return out;
  }

  @Override
  public void close() {
    faces.close();
  }
}
