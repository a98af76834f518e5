package dev.edgeward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The API as somebody who writes Java sees it. */
class JavaCallerTest {
  @Test
  void segments() {
    Options options = new Options(1, Engine.ONNX_RUNTIME);
    try (Segmenter segmenter = Segmenter.create(Cases.INSTANCE.bundle("person"), options)) {
      Size size = Cases.INSTANCE.getSize();
      Segmentation found = segmenter.segment(new RgbFrame(Cases.INSTANCE.getPhoto(), size));
      ByteBuffer labels = found.labels();
      assertEquals(size.getHeight() * size.getWidth(), labels.remaining());
      assertEquals("person", found.getClasses().get(1).getName());
      assertEquals(labels, segmenter.segmentForVideo(Cases.INSTANCE.getFrame(), 1).labels());
    }
  }

  @Test
  void failuresAreTyped() {
    Bundle empty =
        name -> {
          throw new java.io.FileNotFoundException(name);
        };
    EdgewardException error =
        assertThrows(BadBundleException.class, () -> Segmenter.create(empty));
    assertEquals(null, error.getStatus());
  }
}
