/**
 * Stands in for Android's libjnigraphics.so on this machine's JVM, where a Bitmap's pixels cannot
 * be locked: they are copied out by Bitmap's own methods, and back at the end. One bitmap at a
 * time.
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
  *address = pixels;
  return result;
}

int AndroidBitmap_unlockPixels(JNIEnv* env, jobject bitmap) {
  const jclass type = (*env)->GetObjectClass(env, bitmap);
  const jmethodID mutable = (*env)->GetMethodID(env, type, "isMutable", "()Z");
  const int back = (*env)->CallBooleanMethod(env, bitmap, mutable);
  const int result = back ? copy(env, bitmap, "copyPixelsFromBuffer") : 0;
  free(pixels);
  pixels = NULL;
  return result;
}
