/**
 * Stands in for Android's libjnigraphics.so on this machine's JVM, where a Bitmap's pixels cannot
 * be locked: they are copied out by Bitmap's own methods, and back at the end. One bitmap at a
 * time. On a phone ARGB_8888 is R, G, B, A in memory, and B, G, R, A with this machine's Skia.
 */
#include <android/bitmap.h>
#include <stdlib.h>

static void* pixels;

/** Calls bitmap.getRowBytes() * bitmap.getHeight(). */
static jlong size_of(JNIEnv* env, jobject bitmap, jclass type) {
  const jmethodID stride = (*env)->GetMethodID(env, type, "getRowBytes", "()I");
  const jmethodID height = (*env)->GetMethodID(env, type, "getHeight", "()I");
  return (jlong)(*env)->CallIntMethod(env, bitmap, stride) *
         (*env)->CallIntMethod(env, bitmap, height);
}

/** Turns one order of bytes into the other. */
static void swap_red_and_blue(unsigned char* bytes, jlong size) {
  for (jlong i = 0; i + 3 < size; i += 4) {
    const unsigned char red = bytes[i];
    bytes[i] = bytes[i + 2];
    bytes[i + 2] = red;
  }
}

/** Calls bitmap.copyPixelsToBuffer(buffer), or the other way round. */
static int copy(JNIEnv* env, jobject bitmap, const char* method) {
  const jclass type = (*env)->GetObjectClass(env, bitmap);
  const jlong bytes = size_of(env, bitmap, type);
  if (pixels == NULL) pixels = malloc((size_t)bytes);
  const jobject buffer = (*env)->NewDirectByteBuffer(env, pixels, bytes);
  const jmethodID call = (*env)->GetMethodID(env, type, method, "(Ljava/nio/Buffer;)V");
  (*env)->CallVoidMethod(env, bitmap, call, buffer);
  return (*env)->ExceptionCheck(env) ? ANDROID_BITMAP_RESULT_JNI_EXCEPTION
                                     : ANDROID_BITMAP_RESULT_SUCCESS;
}

int AndroidBitmap_lockPixels(JNIEnv* env, jobject bitmap, void** address) {
  const int result = copy(env, bitmap, "copyPixelsToBuffer");
  if (result != ANDROID_BITMAP_RESULT_SUCCESS) return result;
  swap_red_and_blue(pixels, size_of(env, bitmap, (*env)->GetObjectClass(env, bitmap)));
  *address = pixels;
  return result;
}

int AndroidBitmap_unlockPixels(JNIEnv* env, jobject bitmap) {
  const jclass type = (*env)->GetObjectClass(env, bitmap);
  const jmethodID mutable = (*env)->GetMethodID(env, type, "isMutable", "()Z");
  const int back = (*env)->CallBooleanMethod(env, bitmap, mutable);
  swap_red_and_blue(pixels, size_of(env, bitmap, type));
  const int result = back ? copy(env, bitmap, "copyPixelsFromBuffer") : 0;
  free(pixels);
  pixels = NULL;
  return result;
}
