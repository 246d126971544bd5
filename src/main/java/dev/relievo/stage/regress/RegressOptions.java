package dev.relievo.stage.regress;

/**
 * How faces are regressed.
 *
 * @param method by which
 * @param refinePose whether the network's pose is fitted to the landmarks, its shape held
 * @param refineLight whether the network's light and albedo are brought to the picture
 * @param device where the network runs: auto, cpu or gpu:N
 * @param carryCrop whether the coefficients' record carries the crop on, for the stages after it
 */
public record RegressOptions(
    Method method, boolean refinePose, boolean refineLight, String device, boolean carryCrop) {

  /** Ways to coefficients. */
  public enum Method {
    /** The trained network; the fit where the models folder has none. */
    NETWORK,
    /** Landmarks and colours fitted for each face: slower, the reference. */
    FIT
  }

  /** Carries the crop on. */
  public RegressOptions(Method method, boolean refinePose, boolean refineLight, String device) {
    this(method, refinePose, refineLight, device, true);
  }

  /** What the stage does unless told otherwise. */
  public static final RegressOptions DEFAULT =
      new RegressOptions(Method.NETWORK, false, true, "cpu");
}
