package dev.relievo.stage.unwrap;

import dev.relievo.face.FaceParameters;
import dev.relievo.face.FaceRecords;
import dev.relievo.face.MorphableModel;
import dev.relievo.image.ImageDecoder;
import dev.relievo.image.ImageEncoder;
import dev.relievo.image.ImageLimits;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.NoImage;
import dev.relievo.image.RgbImage;
import dev.relievo.record.CoarseFace;
import dev.relievo.record.Coefficients;
import dev.relievo.record.EncodedImage;
import dev.relievo.record.FaceRef;
import dev.relievo.record.ImageEncoding;
import dev.relievo.record.RejectReason;
import dev.relievo.record.UnwrappedFace;
import dev.relievo.stage.FaceView;
import dev.relievo.stage.Outcome;
import dev.relievo.stage.PixelFree;
import dev.relievo.stage.Stage;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * From a coarse face to its photograph in UV space, by {@link Unwrapper}.
 *
 * <p>Input {@link CoarseFace}, output {@link UnwrappedFace}, one an input. Fails with
 * INVALID_RECORD where the coefficients are malformed or belong to another face model or the crop
 * is not square, and with the decoder's reason where the crop cannot be read. A face whose crop was
 * left out ({@link NoImage}) goes on without maps. Not safe to share between threads.
 */
public final class UnwrapStage implements Stage<CoarseFace, UnwrappedFace> {

  /** Texels a side, unless configured: 1.2 mm a texel. */
  public static final int DEFAULT_SIZE = 256;

  private static final int JPEG_QUALITY = ImageEncoder.PHOTO_QUALITY;

  private final MorphableModel model;
  private final FaceView view;
  private final Unwrapper unwrapper;
  private final int size;

  /**
   * A stage that writes maps of one size.
   *
   * @param size side in texels, a power of two
   */
  public UnwrapStage(MorphableModel model, int size) {
    this.model = model;
    this.size = size;
    view = new FaceView(model);
    unwrapper = new Unwrapper(model, size);
  }

  @Override
  public List<Outcome<UnwrappedFace>> apply(List<CoarseFace> batch) {
    return PixelFree.apply(
        batch,
        face -> NoImage.is(face.getCrop()),
        UnwrapStage::pass,
        faces -> faces.stream().map(this::unwrap).toList());
  }

  private static UnwrappedFace pass(CoarseFace face) {
    return UnwrappedFace.newBuilder()
        .setFace(face.getFace())
        .setLandmarks(face.getLandmarks())
        .setCoefficients(face.getCoefficients())
        .setTexture(NoImage.make())
        .setVisibility(NoImage.make())
        .build();
  }

  private Outcome<UnwrappedFace> unwrap(CoarseFace input) {
    try {
      FaceRef ref = input.getFace();
      RgbImage crop = ImageDecoder.decode(input.getCrop().getData(), ImageLimits.CROPS);
      requireSquare(crop, input.getCrop());
      FaceParameters face = FaceRecords.fromRecord(model, seen(input));
      view.place(face, FaceRecords.camera(ref), FaceRecords.cropToFrame(ref), crop.width());
      Unwrapper.Unwrapped maps = unwrapper.unwrap(view, crop);
      return Outcome.done(
          UnwrappedFace.newBuilder()
              .setFace(ref)
              .setLandmarks(input.getLandmarks())
              .setCoefficients(input.getCoefficients())
              .setTexture(
                  image(ImageEncoding.JPEG, ImageEncoder.jpeg(maps.texture(), JPEG_QUALITY)))
              .setVisibility(
                  image(ImageEncoding.PNG, ImageEncoder.greyPng(maps.visibility(), size, size)))
              .build());
    } catch (ImageRejectedException e) {
      return Outcome.failed(e.reason(), "the crop cannot be read: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      return Outcome.failed(RejectReason.INVALID_RECORD, e.getMessage());
    }
  }

  /** What lies over the picture's own pixels: filtered coefficients may trail behind them. */
  private static Coefficients seen(CoarseFace face) {
    return face.getRaw() == null ? face.getCoefficients() : face.getRaw();
  }

  private static void requireSquare(RgbImage crop, EncodedImage said) {
    int size = said.getWidth();
    if (said.getHeight() != size || crop.width() != size || crop.height() != size) {
      throw new IllegalArgumentException(
          "the crop is said to have %d x %d pixels where its picture has %d x %d"
              .formatted(size, said.getHeight(), crop.width(), crop.height()));
    }
  }

  private EncodedImage image(ImageEncoding encoding, byte[] data) {
    return new EncodedImage(size, size, encoding, ByteBuffer.wrap(data));
  }
}
