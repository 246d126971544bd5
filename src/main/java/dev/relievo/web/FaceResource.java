package dev.relievo.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.relievo.export.Compression;
import dev.relievo.export.Detail;
import dev.relievo.export.GlbStyle;
import dev.relievo.image.ImageRejectedException;
import dev.relievo.image.RgbImage;
import dev.relievo.render.DenseTopology;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Arrays;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The last faces, as lists, pictures and files. */
@Path("/api/faces")
@Tag(name = "Faces", description = "The last faces that came out of the chain")
@Blocking
public final class FaceResource {

  private static final float MOST_RELIEF = 4;
  private static final String GLB = "model/gltf-binary";
  private static final String JPEG = "image/jpeg";

  static final String COMPRESS =
      "none, quantize (KHR_mesh_quantization) or meshopt (EXT_meshopt_compression besides)";
  static final String EXPRESSIONS =
      "The neutral face, with its expressions as morph targets under ARKit's names and this face's"
          + " weights; not with dense geometry";

  private final Viewer viewer;

  @Inject
  FaceResource(Viewer viewer) {
    this.viewer = viewer;
  }

  /** The gallery. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "The last faces, newest first")
  public Response list() {
    ArrayNode faces = JsonNodeFactory.instance.arrayNode();
    session().feed().gallery().newestFirst().forEach(face -> faces.add(Messages.summary(face)));
    return ok(faces.toString(), MediaType.APPLICATION_JSON).build();
  }

  /** One face. */
  @GET
  @Path("{key}")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "What is known of a face: where it was seen, its box and landmarks")
  public Response get(@PathParam("key") String key) {
    return ok(Messages.face(face(key)).toString(), MediaType.APPLICATION_JSON).build();
  }

  /** The mesh for viewers. */
  @GET
  @Path("{key}/face.glb")
  @Produces(GLB)
  @Operation(summary = "The face as binary glTF")
  public Response glb(
      @PathParam("key") String key,
      @Parameter(description = "normal-map, geometry or both")
          @QueryParam("detail")
          @DefaultValue("normal-map")
          String detail,
      @Parameter(description = "Parts of an edge of dense geometry, 1 to 8")
          @QueryParam("density")
          @DefaultValue("3")
          int density,
      @Parameter(description = "Factor for the relief of dense geometry, 0 to 4")
          @QueryParam("relief")
          @DefaultValue("1")
          float relief,
      @Parameter(description = COMPRESS) @QueryParam("compress") @DefaultValue("none")
          String compress,
      @Parameter(description = EXPRESSIONS) @QueryParam("expressions") @DefaultValue("false")
          boolean expressions) {
    SeenFace face = face(key);
    if (!(relief >= 0 && relief <= MOST_RELIEF)) {
      throw Problems.of(400, "relief is a factor from 0 to " + MOST_RELIEF + ", not " + relief);
    }
    GlbStyle wanted = style(detail, density, compress, expressions);
    try {
      return file(session().downloads().glb(face.mesh(), wanted, relief), GLB, face, ".glb");
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /**
   * As a request asks for it.
   *
   * @throws WebApplicationException 400 where there is no such style
   */
  static GlbStyle style(String detail, int density, String compress, boolean expressions) {
    Compression compression =
        Arrays.stream(Compression.values())
            .filter(way -> way.toString().equals(compress))
            .findFirst()
            .orElseThrow(() -> Problems.of(400, "compress is none, quantize or meshopt"));
    try {
      return new GlbStyle(detail(detail, density), compression, expressions);
    } catch (IllegalArgumentException e) {
      throw Problems.of(400, e.getMessage());
    }
  }

  private static Detail detail(String word, int density) {
    if (density < 1 || density > DenseTopology.MAX_DENSITY) {
      throw Problems.of(
          400, "density is 1 to %d, not %d".formatted(DenseTopology.MAX_DENSITY, density));
    }
    for (Detail.Mode mode : Detail.Mode.values()) {
      if (mode.toString().equals(word)) {
        return new Detail(mode, density);
      }
    }
    throw Problems.of(400, "detail is normal-map, geometry or both");
  }

  /** The mesh for other programs, with what belongs to it. */
  @GET
  @Path("{key}/face.zip")
  @Produces("application/zip")
  @Operation(summary = "The face as Wavefront OBJ with material, texture and maps, in a ZIP")
  public Response obj(@PathParam("key") String key) {
    SeenFace face = face(key);
    try {
      byte[] zip = session().downloads().objZip(face.mesh(), name(face));
      return file(zip, "application/zip", face, "-obj.zip");
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /** The mesh with colours at its vertices. */
  @GET
  @Path("{key}/face.ply")
  @Produces(MediaType.APPLICATION_OCTET_STREAM)
  @Operation(summary = "The face as PLY with coloured vertices")
  public Response ply(@PathParam("key") String key) {
    return made(key, ".ply", MediaType.APPLICATION_OCTET_STREAM);
  }

  /** The coefficients. */
  @GET
  @Path("{key}/face.json")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(summary = "Coefficients, pose, light and landmarks of the face")
  public Response coefficients(@PathParam("key") String key) {
    return made(key, ".json", MediaType.APPLICATION_JSON);
  }

  private Response made(String key, String ending, String type) {
    SeenFace face = face(key);
    try {
      return file(session().downloads().file(face.mesh(), ending), type, face, ending);
    } catch (IllegalArgumentException e) {
      throw unusable(e);
    }
  }

  /** The frame of the face. */
  @GET
  @Path("{key}/photo.jpg")
  @Produces(JPEG)
  @Operation(summary = "The frame in which the face was found, no larger than a screen")
  public Response photo(@PathParam("key") String key) {
    return ok(Pictures.jpeg(photo(face(key))), JPEG).build();
  }

  /** A small picture of the face. */
  @GET
  @Path("{key}/thumbnail.jpg")
  @Produces(JPEG)
  @Operation(summary = "The face cut out of its frame, 192 pixels a side")
  public Response thumbnail(@PathParam("key") String key) {
    SeenFace face = face(key);
    try {
      RgbImage image = Pictures.decode(Pictures.jpeg(photo(face)));
      return ok(Pictures.thumbnail(image, face.ref()), JPEG).build();
    } catch (ImageRejectedException e) {
      throw Problems.of(404, "the face's frame cannot be shown: " + e.getMessage());
    }
  }

  private Photo photo(SeenFace face) {
    return session()
        .feed()
        .photo(face.frame())
        .orElseThrow(() -> Problems.of(404, "the face's frame is not here any more"));
  }

  private Viewer.Session session() {
    return Sessions.require(viewer);
  }

  private SeenFace face(String key) {
    return session()
        .feed()
        .gallery()
        .face(key)
        .orElseThrow(
            () -> Problems.of(404, "this face is not, or no longer, among the last ones here"));
  }

  private static WebApplicationException unusable(IllegalArgumentException e) {
    return Problems.of(409, e.getMessage());
  }

  private static String name(SeenFace face) {
    return "%s-%d-%d"
        .formatted(face.ref().getCameraId(), face.ref().getSequence(), face.ref().getFaceIndex());
  }

  private static Response file(byte[] bytes, String type, SeenFace face, String ending) {
    // A camera's id may hold anything; a header may not.
    String name = name(face).replaceAll("[^A-Za-z0-9._-]", "_");
    return ok(bytes, type)
        .header(
            "Content-Disposition",
            String.format(Locale.ROOT, "inline; filename=\"%s%s\"", name, ending))
        .build();
  }

  /** Pictures of people are not left in a browser's cache. */
  static Response.ResponseBuilder ok(Object entity, String type) {
    return Response.ok(entity, type).header("Cache-Control", "no-store");
  }
}
