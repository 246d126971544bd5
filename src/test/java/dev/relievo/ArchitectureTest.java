package dev.relievo;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The walls between the packages. */
@AnalyzeClasses(packages = "dev.relievo", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule geometryKnowsNeitherKafkaNorNetworks =
      noClasses()
          .that()
          .resideInAnyPackage(
              "..relievo.face..",
              "..relievo.render..",
              "..relievo.image..",
              "..relievo.video..",
              "..relievo.export..",
              "..relievo.tensor..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "kafka..", "ai.djl..")
          .because(
              "geometry is used by the stream, the command line and the training alike; take arrays"
                  + " or records as parameters, and let a stage bring them together with Kafka or DJL");

  @ArchTest
  static final ArchRule onlyTheStreamKnowsKafka =
      noClasses()
          .that()
          .resideOutsideOfPackage("..relievo.stream..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "kafka..")
          .because(
              "a stage is a function from records to records, tested without a broker; put what needs"
                  + " a client into dev.relievo.stream and give it an interface without Kafka's types");

  @ArchTest
  static final ArchRule onlyNetworksStagesAndTrainingKnowDjl =
      noClasses()
          .that()
          .resideOutsideOfPackages("..relievo.nn..", "..relievo.stage..", "..relievo.train..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..")
          .because(
              "native memory is scoped where the networks are; hand float arrays out of dev.relievo.nn"
                  + " instead of NDArrays");

  @ArchTest
  static final ArchRule stagesKnowNothingOfWhatRunsThem =
      noClasses()
          .that()
          .resideInAnyPackage("..relievo.stage..", "..relievo.nn..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.quarkus..", "io.micrometer..", "picocli..", "jakarta..")
          .because(
              "the same stages run in the stream, on the command line and in tests; pass what they"
                  + " need to their constructors, and let dev.relievo.stream measure them");

  /** Lowest first; {@code model} builds the face model. */
  private static final List<String> ORDER =
      List.of(
          "tensor",
          "face",
          "image",
          "video",
          "render",
          "export",
          "nn",
          "stage",
          "stream",
          "train",
          "evaluate",
          "model",
          "web",
          "cli");

  @ArchTest
  static void shouldDependDownwards(JavaClasses classes) {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] above =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(name -> "dev.relievo." + name + "..")
              .toArray(String[]::new);
      if (above.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("dev.relievo." + ORDER.get(i) + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(above)
            .allowEmptyShould(true)
            .because(
                "packages depend downwards in the order "
                    + ORDER
                    + "; move the class down, or pass what it needs as a parameter")
            .check(classes);
      }
    }
  }

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices()
          .matching("dev.relievo.(*)..")
          .should()
          .beFreeOfCycles()
          .because(
              "a cycle makes two packages one; move the class that closes it to the lower of the two,"
                  + " in the order of shouldDependDownwards");
}
