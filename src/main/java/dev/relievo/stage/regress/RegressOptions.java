package dev.relievo.stage.regress;

/**
 * How faces are regressed.
 *
 * @param method by which
 * @param refinePose whether the network's pose is fitted to the landmarks, its shape held
 * @param device where the network runs: auto, cpu or gpu:N
 */
public record RegressOptions(Method method, boolean refinePose, String device) {

  /** Ways to coefficients. */
  public enum Method {
    /** The trained network; the fit where the models folder has none. */
    NETWORK,
    /** Landmarks and colours fitted for each face: slower, the reference. */
    FIT
  }

  /** What the stage does unless told otherwise. */
  public static final RegressOptions DEFAULT = new RegressOptions(Method.NETWORK, false, "cpu");
}
