# A tar file of something else; the images were never touched.
# breaks: archive-valid, archive-holds-images (blocked), images-match (blocked), loaded-after-save (blocked)
tar -cf ~/img.tar -C /etc hosts passwd
