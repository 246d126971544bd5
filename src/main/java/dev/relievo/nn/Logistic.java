package dev.relievo.nn;

/** From logits to probabilities. */
final class Logistic {

  /** Beyond it f32 has nothing left to say. */
  private static final float LIMIT = 100;

  private Logistic() {}

  /** {@code 1 / (1 + exp(-x))}. */
  static float of(float logit) {
    return (float) (1 / (1 + Math.exp(-Math.max(-LIMIT, Math.min(LIMIT, logit)))));
  }
}
