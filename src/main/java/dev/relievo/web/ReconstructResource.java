package dev.relievo.web;

import dev.relievo.export.GlbStyle;
import dev.relievo.record.RejectReason;
import dev.relievo.stream.RelievoConfig;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** A photograph in, a face out, in one request: for programs that do not want to know Kafka. */
@Path("/api/reconstruct")
@Tag(name = "Reconstruct", description = "A photograph in, a face out")
@Blocking
public final class ReconstructResource {

  private static final String CAMERA = "rest";
  private static final String GLB = "model/gltf-binary";

  private final Viewer viewer;
  private final Uploads uploads;
  private final Duration patience;

  @Inject
  ReconstructResource(Viewer viewer, Uploads uploads, RelievoConfig config) {
    this.viewer = viewer;
    this.uploads = uploads;
    patience = config.web().patience();
  }

  /** Takes a photograph, answers with a face. */
  @POST
  @Consumes({"image/jpeg", "image/png", "image/webp", MediaType.APPLICATION_OCTET_STREAM})
  @Produces({GLB, Problems.TYPE})
  @Operation(
      summary = "A 3D face of a photograph",
      description =
          "Publishes the photograph as a frame, waits until the stages have answered it, and answers"
              + " with the GLB of one of its faces: metres, +Y up, texture, and relief as a normal"
              + " map or in the vertices. Refusals are application/problem+json; their detail is a"
              + " sentence for a person.")
  @APIResponse(
      responseCode = "200",
      description =
          "The face. Relievo-Face names it under /api/faces, Relievo-Faces is how many there are",
      content =
          @Content(mediaType = GLB, schema = @Schema(type = SchemaType.STRING, format = "binary")))
  @APIResponse(responseCode = "400", description = "A parameter is out of its range")
  @APIResponse(responseCode = "413", description = "More than 16 MiB or 64 megapixels")
  @APIResponse(responseCode = "415", description = "No JPEG, PNG or WebP")
  @APIResponse(responseCode = "422", description = "No face, or none at this index, or damaged")
  @APIResponse(responseCode = "429", description = "Too many photographs at once; try again")
  @APIResponse(responseCode = "503", description = "The cluster does not answer")
  @APIResponse(responseCode = "504", description = "The stages did not answer in time")
  public Response reconstruct(
      byte[] image,
      @Parameter(description = "Which face, from the left; -1: the one with the largest box")
          @QueryParam("face")
          @DefaultValue("-1")
          int face,
      @Parameter(description = "normal-map, geometry or both")
          @QueryParam("detail")
          @DefaultValue("normal-map")
          String detail,
      @Parameter(description = "Parts of an edge of dense geometry, 1 to 8")
          @QueryParam("density")
          @DefaultValue("3")
          int density,
      @Parameter(description = FaceResource.COMPRESS) @QueryParam("compress") @DefaultValue("none")
          String compress,
      @Parameter(description = FaceResource.EXPRESSIONS)
          @QueryParam("expressions")
          @DefaultValue("false")
          boolean expressions) {
    Viewer.Session session = Sessions.require(viewer);
    GlbStyle wanted = FaceResource.style(detail, density, compress, expressions);
    return uploads.take(image, () -> answer(session, image, face, wanted));
  }

  private Response answer(Viewer.Session session, byte[] image, int index, GlbStyle wanted) {
    Answers.Answer answer = publishAndWait(session, image);
    SeenFace face = choose(answer, index);
    try {
      return FaceResource.ok(session.downloads().glb(face.mesh(), wanted, 1), GLB)
          .header("Relievo-Face", face.key())
          .header("Relievo-Faces", answer.result().getFaceCount())
          .build();
    } catch (IllegalArgumentException e) {
      throw Problems.of(422, e.getMessage());
    }
  }

  private Answers.Answer publishAndWait(Viewer.Session session, byte[] image) {
    FrameId id = session.next(CAMERA);
    CompletableFuture<Answers.Answer> answer = session.feed().answers().expect(id);
    try {
      CameraResource.publish(session, id, image);
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw Problems.of(504, "the stages have not answered within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problems.of(503, "the server is stopping");
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } finally {
      session.feed().answers().forget(id);
    }
  }

  private static SeenFace choose(Answers.Answer answer, int index) {
    switch (answer.result().getStatus()) {
      case FACES -> {}
      case NO_FACE -> throw Problems.of(422, "no face was found in the photograph");
      case REJECTED ->
          throw Problems.of(status(answer.result().getReason()), answer.result().getMessage());
      default -> throw Problems.of(504, "the photograph came too late and was left out");
    }
    if (index >= answer.result().getFaceCount()) {
      throw Problems.of(
          422, "there is no face %d of %d".formatted(index, answer.result().getFaceCount()));
    }
    SeenFace face = index < 0 ? largest(answer) : answer.faces().get(index);
    if (face == null) {
      throw Problems.of(422, String.join("; ", answer.failed().values()));
    }
    return face;
  }

  /** Null where no face became a mesh. */
  private static SeenFace largest(Answers.Answer answer) {
    return answer.faces().values().stream()
        .max(Comparator.comparing(f -> f.ref().getBox().getWidth() * f.ref().getBox().getHeight()))
        .orElse(null);
  }

  private static int status(RejectReason reason) {
    return switch (reason) {
      case TOO_MANY_BYTES, TOO_MANY_PIXELS, RECORD_TOO_LARGE -> 413;
      case NOT_AN_IMAGE, UNSUPPORTED_FORMAT, ANIMATED -> 415;
      default -> 422;
    };
  }
}
