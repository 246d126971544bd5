package dev.relievo.web;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Refusals as RFC 9457 has them: {@code detail} is a sentence for a person. */
final class Problems {

  static final String TYPE = "application/problem+json";

  private Problems() {}

  static WebApplicationException of(int status, String detail) {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", status)
            .put("detail", detail)
            .toString();
    return new WebApplicationException(
        detail,
        Response.status(status)
            .type(MediaType.valueOf(TYPE))
            .entity(body)
            .header("Cache-Control", "no-store")
            .build());
  }
}
