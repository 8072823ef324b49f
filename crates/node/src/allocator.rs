//! Where Rust's memory comes from.

use std::alloc::{GlobalAlloc, Layout, System};
use std::ptr;

use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

/// From here on memory is the system's: it goes back when it is freed, and grows without a copy where the kernel can
/// move pages.
const LARGE_BYTES: usize = 1 << 20;

/// mimalloc for what is small.
///
/// A response is read into pieces of some 400 KB on one thread, which another one frees. The C library gives such
/// memory back to the kernel and asks for it again all the time: reading 240 MB cost 20 000 page faults and a third
/// more processor time (glibc 2.36); musl's would be slower still.
struct Allocator;

impl Allocator {
    fn of(size: usize) -> &'static dyn GlobalAlloc {
        if size < LARGE_BYTES { &MiMalloc } else { &System }
    }
}

// SAFETY: what `of` returns keeps the rules of the trait, and the size, which a layout always tells, leads back to the
// one that the memory came from.
unsafe impl GlobalAlloc for Allocator {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: passed on.
        unsafe { Self::of(layout.size()).alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: passed on.
        unsafe { Self::of(layout.size()).alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: passed on.
        unsafe { Self::of(layout.size()).dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let before = layout.size();
        if (before < LARGE_BYTES) == (size < LARGE_BYTES) {
            // SAFETY: passed on.
            return unsafe { Self::of(before).realloc(memory, layout, size) };
        }
        // SAFETY: the caller promises that `size`, rounded up to the alignment, is no more than `isize::MAX`.
        let wanted = unsafe { Layout::from_size_align_unchecked(size, layout.align()) };
        // SAFETY: `size` is not zero, which the caller promises too.
        let moved = unsafe { self.alloc(wanted) };
        if !moved.is_null() {
            // SAFETY: both hold as many bytes, and the new memory is nobody else's.
            unsafe { ptr::copy_nonoverlapping(memory, moved, before.min(size)) };
            // SAFETY: `memory` came from here with `layout`, and the caller gives it up.
            unsafe { self.dealloc(memory, layout) };
        }
        moved
    }
}
