package dev.relievo.train;

import ai.djl.ndarray.NDArray;

/**
 * A batch of faces before their cameras, differentiable. V counts the vertices of the light level.
 *
 * @param neutral N x V x 3, mm, model space, without expression
 * @param shape N x V x 3, mm, model space
 * @param albedo N x V x 3, linear light
 * @param projected N x V x 3: x, y in pixels of the crop, depth in mm
 * @param normals N x V x 3, unit, camera axes
 * @param landmarks N x 468 x 3: x, y in pixels of the crop, depth in mm
 */
public record PlacedFaces(
    NDArray neutral,
    NDArray shape,
    NDArray albedo,
    NDArray projected,
    NDArray normals,
    NDArray landmarks) {}
