import org.jetbrains.kotlin.gradle.dsl.JvmTarget

plugins {
    alias(libs.plugins.android.application)
}

val versions = libs.versions

android {
    namespace = "dev.edgeward.demo"
    compileSdk = versions.compileSdk.get().toInt()

    defaultConfig {
        applicationId = "dev.edgeward.demo"
        minSdk = versions.minSdk.get().toInt()
        targetSdk = versions.targetSdk.get().toInt()
        versionCode = 1
        versionName = versions.edgeward.get()
        // The library's; ONNX Runtime brings one more.
        ndk {
            abiFilters += listOf("arm64-v8a", "armeabi-v7a", "x86_64")
        }
    }

    buildTypes {
        release {
            isMinifyEnabled = true
            isShrinkResources = true
            proguardFiles(getDefaultProguardFile("proguard-android-optimize.txt"))
        }
    }

    sourceSets {
        named("main") {
            kotlin.directories += "src/screen/kotlin"
        }
    }

    compileOptions {
        sourceCompatibility = JavaVersion.toVersion(versions.jvmTarget.get())
        targetCompatibility = JavaVersion.toVersion(versions.jvmTarget.get())
    }

    testOptions.unitTests.all { it.useJUnitPlatform() }
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
    implementation(project(":edgeward"))
    // The engine of the bundles in the assets.
    implementation(libs.onnxruntime.android)

    testImplementation(libs.junit)
    testRuntimeOnly(libs.junit.launcher)
}
