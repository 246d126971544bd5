package dev.relievo.web;

/** The open session, or the refusal that says that there is none. */
final class Sessions {

  private Sessions() {}

  static Viewer.Session require(Viewer viewer) {
    return viewer
        .session()
        .orElseThrow(
            () ->
                Problems.of(
                    503, "the viewer is starting, or this process runs without it (serve --view)"));
  }
}
