import java.io.File;
import java.io.FileInputStream;
import java.util.List;
import java.util.Set;
import org.codehaus.mojo.animal_sniffer.SignatureChecker;
import org.codehaus.mojo.animal_sniffer.logging.PrintWriterLogger;

/** Prints what folders of classes use and an API level of Android does not have. */
class ApiLevel {
  /** What apps bring along. */
  private static final Set<String> BUNDLED =
      Set.of("dev.edgeward.*", "kotlin.*", "ai.onnxruntime.*", "org.tensorflow.lite.*");

  /** Takes the file of the level's signatures, then the folders. */
  public static void main(String[] arguments) throws Exception {
    for (int folder = 1; folder < arguments.length; folder++) {
      try (FileInputStream level = new FileInputStream(arguments[0])) {
        PrintWriterLogger log = new PrintWriterLogger(System.out);
        SignatureChecker checker = new SignatureChecker(level, BUNDLED, log);
        checker.setSourcePath(List.of());
        checker.process(new File(arguments[folder]));
      }
    }
  }
}
