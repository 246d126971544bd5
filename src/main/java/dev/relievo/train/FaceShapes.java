package dev.relievo.train;

import ai.djl.ndarray.NDArray;

/**
 * A batch of faces in model space. V counts the vertices of the light level.
 *
 * @param neutral N x V x 3, mm, without expression
 * @param shape N x V x 3, mm
 * @param albedo N x V x 3, linear light
 */
public record FaceShapes(NDArray neutral, NDArray shape, NDArray albedo) {}
