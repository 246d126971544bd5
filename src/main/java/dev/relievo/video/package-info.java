/**
 * Moving pictures: video files and RTSP by FFmpeg, MJPEG over HTTP by a reader of its own. What
 * comes out is a picture after another, encoded as frames carry it, with its presentation time.
 */
package dev.relievo.video;
