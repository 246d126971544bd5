package dev.relievo.face;

/**
 * The virtual camera of a crop: what a network sees, in the axes that it sees.
 *
 * <p>A frame pixel is {@code p = f (X, Y) / Z + c}; a crop pixel is {@code T p} with {@code T} the
 * similarity from frame to crop, {@code T p = s R(theta) p + t}. Hence {@code T p = s f R(theta)
 * (X, Y) / Z + T c}: exactly a pinhole camera with focal length {@code s f}, principal point {@code
 * T c}, and the frame camera's axes turned by theta about the optical axis. Nothing is
 * approximated, the crop may lie anywhere in the frame.
 *
 * @param camera of the crop, in crop pixels
 * @param rotation theta, radians: camera coordinates of the frame turned by it are those of the
 *     crop
 * @param size side of the crop, pixels
 */
public record CropCamera(Camera camera, double rotation, int size) {

  /** Rejects crops without pixels. */
  public CropCamera {
    if (size < 1 || !Double.isFinite(rotation)) {
      throw new IllegalArgumentException(
          "a crop needs pixels and a finite rotation, not " + size + " and " + rotation);
    }
  }

  /**
   * The camera of a crop.
   *
   * @param frame camera of the frame (or of a crop that is cropped again), in its pixels
   * @param cropToFrame crop pixels to frame pixels
   * @param cropSize side of the crop, pixels
   */
  public static CropCamera of(Camera frame, SimilarityTransform cropToFrame, int cropSize) {
    SimilarityTransform t = cropToFrame.inverse();
    return new CropCamera(
        new Camera(
            t.scale() * frame.focal(),
            t.applyX(frame.centreX(), frame.centreY()),
            t.applyY(frame.centreX(), frame.centreY())),
        t.rotation(),
        cropSize);
  }

  /** The same view with pixels of another size. */
  public CropCamera resized(int newSize) {
    double s = (double) newSize / size;
    return new CropCamera(
        new Camera(s * camera.focal(), s * camera.centreX(), s * camera.centreY()),
        rotation,
        newSize);
  }

  /** A face of the frame's camera in this camera. */
  public FaceParameters toCrop(FaceParameters inFrameCamera) {
    return turned(inFrameCamera, rotation);
  }

  /** A face of this camera in the frame's camera. */
  public FaceParameters toFrame(FaceParameters inCropCamera) {
    return turned(inCropCamera, -rotation);
  }

  private static FaceParameters turned(FaceParameters face, double angle) {
    return new FaceParameters(
        face.identity(),
        face.corrective(),
        face.expression(),
        face.albedo(),
        face.pose().rolled(angle),
        face.illumination().rolled(angle));
  }
}
