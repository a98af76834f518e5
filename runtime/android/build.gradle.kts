import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.library)
}

val versions = libs.versions

version = versions.edgeward.get()

android {
    namespace = "dev.edgeward"
    compileSdk = versions.compileSdk.get().toInt()
    ndkVersion = versions.ndk.get()

    defaultConfig {
        minSdk = versions.minSdk.get().toInt()
        consumerProguardFiles("consumer-rules.pro")
        ndk {
            abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64")
        }
        externalNativeBuild {
            cmake {
                arguments += "-DEDGEWARD_JNI=ON"
                targets += listOf("edgeward", "edgeward_jni")
            }
        }
    }

    externalNativeBuild {
        cmake {
            path = file("../CMakeLists.txt")
            version = versions.cmake.get()
        }
    }

    // The C API, static, for an app's own native code: find_package(edgeward).
    buildFeatures {
        prefabPublishing = true
    }
    prefab {
        create("edgeward") {
            headers = "../include"
        }
    }

    sourceSets {
        named("main") {
            kotlin.directories += "src/jvm/kotlin"
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.toVersion(versions.jvmTarget.get())
        targetCompatibility = JavaVersion.toVersion(versions.jvmTarget.get())
    }

    testOptions.unitTests.all { tests ->
        tests.useJUnitPlatform { excludeTags("android") }
        // The folders of libedgeward_jni.so for this machine's JVM and of what Python finds:
        // build/android-host and build/android-cases, which make android-test writes.
        for (name in listOf("java.library.path", "edgeward.cases")) {
            providers.systemProperty(name).orNull?.let { tests.systemProperty(name, it) }
        }
    }
}

kotlin {
    compilerOptions {
        jvmTarget = JvmTarget.fromTarget(versions.jvmTarget.get())
        allWarningsAsErrors = true
        extraWarnings = true
        progressiveMode = true
    }
}

dependencies {
    implementation(libs.kotlin.stdlib)
    // An app adds the engine that its bundles are for.
    compileOnly(libs.onnxruntime.android)
    compileOnly(libs.tensorflow.lite)

    testImplementation(libs.junit)
    // Android's own org.json is a stub off a device.
    testImplementation(libs.json)
    testImplementation(libs.onnxruntime.jvm)
    testRuntimeOnly(libs.junit.launcher)
}
