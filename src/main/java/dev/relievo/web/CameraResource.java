package dev.relievo.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.relievo.stream.KafkaUnavailableException;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.CompletionException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Frames of cameras: in, and the pictures of the last ones out. */
@Path("/api/cameras/{camera:.+}/frames")
@Tag(name = "Cameras", description = "Frames in, and the pictures of the last ones")
@Blocking
public final class CameraResource {

  private final Viewer viewer;
  private final Uploads uploads;

  @Inject
  CameraResource(Viewer viewer, Uploads uploads) {
    this.viewer = viewer;
    this.uploads = uploads;
  }

  /** Takes a frame. */
  @POST
  @Consumes({"image/jpeg", "image/png", "image/webp", MediaType.APPLICATION_OCTET_STREAM})
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Publish a picture as a frame of a camera",
      description =
          "The picture goes to the topic relievo.frames as it is; what becomes of it is told on the"
              + " WebSocket /api/live/{camera}.")
  @APIResponse(responseCode = "202", description = "The broker has it; camera and sequence")
  @APIResponse(responseCode = "413", description = "More than 16 MiB")
  @APIResponse(responseCode = "429", description = "Too many pictures at once; try again")
  @APIResponse(responseCode = "503", description = "The cluster does not answer")
  public Response publish(@PathParam("camera") String camera, byte[] image) {
    Viewer.Session session = Sessions.require(viewer);
    FrameId id = session.next(Uploads.camera(camera));
    return uploads.take(
        image,
        () -> {
          publish(session, id, image);
          return Response.accepted(
                  JsonNodeFactory.instance
                      .objectNode()
                      .put("camera", id.camera())
                      .put("sequence", Long.toString(id.sequence()))
                      .toString())
              .build();
        });
  }

  static void publish(Viewer.Session session, FrameId id, byte[] image) {
    try {
      session.publish(id, image).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof KafkaUnavailableException unavailable) {
        throw Problems.of(503, unavailable.getMessage());
      }
      throw e;
    }
  }

  /** The picture of a frame. */
  @GET
  @Path("{sequence}/photo.jpg")
  @Produces("image/jpeg")
  @Operation(summary = "The picture of a frame that was published lately, no larger than a screen")
  public Response photo(@PathParam("camera") String camera, @PathParam("sequence") long sequence) {
    Photo photo =
        Sessions.require(viewer)
            .feed()
            .photo(new FrameId(camera, sequence))
            .orElseThrow(() -> Problems.of(404, "this frame is not, or no longer, here"));
    return FaceResource.ok(Pictures.jpeg(photo), "image/jpeg").build();
  }
}
