package dev.relievo.cli;

import io.quarkus.picocli.runtime.annotations.TopCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code relievo}: the commands below it. */
@TopCommand
@Command(
    name = "relievo",
    description = "Photographs to textured 3D faces, through Kafka.",
    version = "Relievo 0.1",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = {
      DemoCommand.class,
      ReconstructCommand.class,
      ServeCommand.class,
      TopicsCommand.class,
      AclsCommand.class,
      PublishCommand.class,
      WatchCommand.class,
      ViewCommand.class,
      DeadLettersCommand.class,
      BrokerCommand.class,
      LocalCommand.class,
      EvaluateCommand.class,
      BenchCommand.class,
      TrainCommand.class,
      ModelCommand.class,
      CompletionCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  relievo demo                        a broker, all stages and two photographs, here and now",
      "  relievo demo me.jpg --out faces     the same with a photograph of yours",
      "  relievo demo --view                 the same in a browser, http://localhost:8080",
      "  relievo reconstruct me.jpg --out d  without Kafka",
      "  relievo topics create               on localhost:9092, or --kafka HOST:PORT",
      "  relievo acls print                  what each stage's user may do on a cluster with users",
      "  relievo serve --all                 every stage; or one: --stage detect",
      "  relievo publish --camera door d/    a folder of photographs as frames, or clip.mp4,",
      "                                      http://camera/stream.mjpg, rtsp://camera/live",
      "  relievo watch --out meshes          write what comes out",
      "  relievo dead-letters list           what stages could not read; show and replay it",
      "  relievo broker                      a broker on localhost:9092, for trying things out",
      "  relievo local                       the processes of docker-compose.yml, without containers",
      "  relievo evaluate --photos DIR       how right it is; relievo bench: how fast",
      "  relievo train coarse --photos DIR --out c.safetensors    the network, from photographs",
      "  source <(relievo completion bash)   commands and options at the tabulator",
      "",
      "Exit codes: 0 done; 1 it ran, but a face or part of a video is missing; 2 wrong command line;",
      "3 a file is missing or no usable photograph or video; 4 Kafka, a camera or a stage is not",
      "available; 5 a dead letter is gone, or its record; 6 a replay was refused; 70 a defect;",
      "130 interrupted.",
      "Every option of the stages is described in dev.relievo.stream.RelievoConfig; set it by the",
      "environment, such as RELIEVO_STAGE_THREADS=16."
    })
public final class RelievoCommand implements Runnable {

  @Option(
      names = "--verbose",
      description = "Show the stack trace of an error.",
      scope = ScopeType.INHERIT)
  private boolean verbose;

  @Spec private CommandSpec spec;

  boolean isVerbose() {
    return verbose;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which command? See the list below.");
  }
}
