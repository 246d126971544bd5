package dev.relievo.evaluate;

import dev.relievo.evaluate.DetailStages.Detailed;
import dev.relievo.evaluate.PhotoIndex.Photo;
import dev.relievo.record.FaceCrop;

/**
 * A photograph with its relief.
 *
 * @param ratio photometric error with relief over that without
 * @param unexplained mean absolute difference of photograph and coarse rendering on the skin, sRGB,
 *     after its mean over {@value SurfaceHighPass#SIGMA} mm was taken away: what relief could touch
 * @param energy root mean square of the relief on the skin after {@link SurfaceHighPass}, mm
 */
record DetailedPhoto(
    Photo photo,
    FaceCrop crop,
    Detailed detailed,
    double ratio,
    double unexplained,
    double energy) {}
