package dev.relievo.train;

import ai.djl.ndarray.NDArray;

/**
 * A batch of rendered faces as lists of covered pixels, differentiable in geometry, albedo and
 * light. With N faces, pictures of S x S, P covered pixels.
 *
 * @param colours P x 3, sRGB; meant for 0 to 1, slightly outside where light overshoots, so that a
 *     gradient is left
 * @param pixels P, face * S * S + y * S + x, int64
 * @param faces P, index of the face, int64
 * @param triangles P, triangle of the light level, int64
 * @param count N
 * @param size S
 */
public record Rendering(
    NDArray colours, NDArray pixels, NDArray faces, NDArray triangles, int count, int size) {

  /** P. */
  public long covered() {
    return pixels.size();
  }
}
