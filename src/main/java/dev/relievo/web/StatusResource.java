package dev.relievo.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** How the stages of this process are doing. */
@Path("/api/stages")
@Tag(name = "Stages", description = "How the stages of this process are doing")
public final class StatusResource {

  private final Viewer viewer;

  @Inject
  StatusResource(Viewer viewer) {
    this.viewer = viewer;
  }

  /** States and meters. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "State, records, time and lag of each stage",
      description =
          "Numbers that only grow: records, those of them that did not become a record of the next"
              + " topic, and milliseconds from a record's turn to all of it being forwarded; and the"
              + " lag, records that wait. `at` is a clock in milliseconds to tell rates by.")
  public Response stages() {
    ObjectNode readings = Sessions.require(viewer).readings().read();
    return FaceResource.ok(readings.toString(), MediaType.APPLICATION_JSON).build();
  }
}
