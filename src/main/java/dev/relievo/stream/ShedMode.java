package dev.relievo.stream;

/** What a stage does not do any more under overload; see {@link RelievoConfig.Shed#mode()}. */
public enum ShedMode {

  /** Everything is done. */
  NONE,

  /** What is past its deadline is shed. */
  STALE,

  /** That, and what is not the newest frame of its camera. */
  LATEST_PER_CAMERA
}
